namespace Workbench.Configuration;

/// <summary>A registered variant of a family, for help, completion and reports.</summary>
/// <param name="Name">The name in study files and on command lines: "rope".</param>
/// <param name="Type">The sealed record.</param>
/// <param name="Summary">The first paragraph of its documentation; empty when there is none.</param>
/// <param name="Parameters">What can be set, in order.</param>
public sealed record VariantInfo(string Name, Type Type, string Summary, IReadOnlyList<VariantParameter> Parameters)
{
    /// <summary>Whether it was registered at run time (a plug-in, a notebook cell) rather than on the family itself.</summary>
    public bool AtRunTime { get; init; }
}

/// <summary>One parameter of a variant.</summary>
/// <param name="Name">The key: "base".</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Default">The value it has when left out, as text; null when it must be given.</param>
/// <param name="Positional">Whether it may be given without its key: <c>gqa:2</c>.</param>
/// <param name="Allowed">What may be written, in words.</param>
/// <param name="Summary">The first paragraph of its documentation.</param>
public sealed record VariantParameter(string Name, Type Type, string? Default, bool Positional, string Allowed, string Summary);
