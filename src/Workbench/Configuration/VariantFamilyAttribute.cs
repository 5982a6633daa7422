namespace Workbench.Configuration;

/// <summary>
/// Marks an abstract record as a family of variants. Each variant is a sealed record that derives from it. Built-in variants are listed by
/// <see cref="System.Text.Json.Serialization.JsonDerivedTypeAttribute"/> on the family; others are added by
/// <see cref="Variants.Register{T}"/>.
/// </summary>
/// <param name="name">The family's name in messages and completion: "position".</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class VariantFamilyAttribute(string name) : Attribute
{
    /// <summary>The family's name.</summary>
    public string Name { get; } = name;
}
