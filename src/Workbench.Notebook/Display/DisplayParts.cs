using Workbench.Operations;

namespace Workbench.Notebook.Display;

/// <summary>What a value is shown as: itself, and below it the figures in which it is best seen.</summary>
internal static class DisplayParts
{
    /// <summary>Each to be an output of its own, in order; one at least.</summary>
    public static IReadOnlyList<object?> Of(object? value)
    {
        if (value is not IHasFigures { Illustrations: var figures } illustrated)
            return [value];
        return illustrated.IsFiguresAlone && figures.Count > 0 ? [.. figures] : [value, .. figures];
    }
}
