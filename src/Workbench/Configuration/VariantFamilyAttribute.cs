namespace Workbench.Configuration;

/// <summary>
/// Marks an abstract record as a family: a choice that a config leaves open, with one sealed record a variant. Our variants are named by
/// <see cref="System.Text.Json.Serialization.JsonDerivedTypeAttribute"/> on the family, others by <see cref="Variants.Register{T}"/>.
/// </summary>
/// <param name="name">The family's name in messages and completion: "position".</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class VariantFamilyAttribute(string name) : Attribute
{
    /// <summary>The family's name.</summary>
    public string Name { get; } = name;
}
