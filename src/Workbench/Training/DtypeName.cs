namespace Workbench.Training;

/// <summary>Names of element types.</summary>
public static partial class DtypeName
{
    /// <summary>The types that a model can be trained in.</summary>
    public static IReadOnlyList<string> Names { get; } = ["bfloat16", "float32", "float64"];
}
