namespace Workbench.Configuration;

/// <summary>A registered variant of a family, for help, completion and reports.</summary>
/// <param name="Name">The name in study files and on command lines: "rope".</param>
/// <param name="Type">The sealed record.</param>
/// <param name="Summary">The first paragraph of its documentation; empty when there is none.</param>
/// <param name="Parameters">The variant's parameters, in declaration order.</param>
public sealed record VariantInfo(string Name, Type Type, string Summary, IReadOnlyList<VariantParameter> Parameters)
{
    /// <summary>Whether the variant was registered at run time (by a plug-in or a notebook cell) rather than built in.</summary>
    public bool AtRunTime { get; init; }
}

/// <summary>One parameter of a variant.</summary>
/// <param name="Name">The key: "base".</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Default">The default, as text; null when the parameter is required.</param>
/// <param name="Positional">Whether the key may be left out: <c>gqa:2</c>.</param>
/// <param name="Allowed">The allowed values, in words.</param>
/// <param name="Summary">The first paragraph of the parameter's documentation.</param>
public sealed record VariantParameter(string Name, Type Type, string? Default, bool Positional, string Allowed, string Summary);
