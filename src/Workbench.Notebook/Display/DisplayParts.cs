using Workbench.Operations;

namespace Workbench.Notebook.Display;

/// <summary>The outputs of a value: the value itself, and below it its figures.</summary>
internal static class DisplayParts
{
    /// <summary>The outputs in order; at least one.</summary>
    public static IReadOnlyList<object?> Of(object? value)
    {
        if (value is not IHasFigures { Illustrations: var figures } illustrated)
            return [value];
        return illustrated.IsFiguresAlone && figures.Count > 0 ? [.. figures] : [value, .. figures];
    }
}
