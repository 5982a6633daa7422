using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Workbench.Configuration;

/// <summary>
/// The registry of variants by family. Variants are written as <c>name[:positional][:key=value]…</c>, for example <c>rope:base=500000</c>,
/// <c>gqa:2</c>, <c>performer:features=128:orthogonal=false</c>.
/// </summary>
/// <example>A variant from a plug-in or a notebook: <code>Variants.Register&lt;MyPosition&gt;("mine");</code></example>
public static partial class Variants
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, List<(string Name, Type Type)>> Registered = [];
    private static readonly AsyncLocal<IReadOnlyList<(string Name, Type Type)>?> Shadowing = new();

    /// <summary>
    /// Registers a record as a variant of the family it derives from. A name that was already registered at run time then stands for the
    /// new type.
    /// </summary>
    /// <typeparam name="T">A record that derives from a record with <see cref="VariantFamilyAttribute"/>.</typeparam>
    /// <param name="name">The name in study files and on command lines: lower-case letters, digits and '-', starting with a
    /// letter.</param>
    /// <exception cref="InvalidInputException">T belongs to no family or cannot be instantiated, the name is malformed, or a built-in
    /// variant has the name.</exception>
    public static void Register<T>(string name)
        where T : class => Register(typeof(T), name);

    /// <summary>Registers a record as a variant of the family it derives from, as <see cref="Register{T}"/> does.</summary>
    /// <param name="variant">The record.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="InvalidInputException">The record belongs to no family or cannot be instantiated, the name is malformed, or a
    /// built-in variant has the name.</exception>
    public static void Register(Type variant, string name)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(name);
        if (Faults(variant, name) is { Count: > 0 } faults)
            throw new InvalidInputException(faults);
        var family = FindFamily(variant)!;
        lock (Gate)
        {
            if (!Registered.TryGetValue(family, out var list))
                Registered[family] = list = [];
            list.RemoveAll(one => one.Name == name || one.Type == variant);
            list.Add((name, variant));
        }
    }

    /// <summary>The reasons why a record cannot be registered under a name; empty when it can.</summary>
    internal static IReadOnlyList<Fault> Faults(Type variant, string name)
    {
        var faults = new List<Fault>();
        var family = FindFamily(variant);
        if (family is null)
            faults.Add(
                new(
                    "a variant derives from a family's abstract record",
                    variant.Name,
                    string.Join(", ", Families.Select(one => one.Name).Order(StringComparer.Ordinal)),
                    "Derive the record from one of these."
                )
            );
        if (variant.IsAbstract || variant.ContainsGenericParameters)
            faults.Add(new("a variant must be a type that can be instantiated", variant.Name, "a sealed record"));
        faults.AddRange(NameFaults(family, name));
        return faults;
    }

    /// <summary>The reasons why a variant of a user's own cannot have a name; empty when it can.</summary>
    /// <param name="family">The variant's family; null when it is unknown.</param>
    /// <param name="name">The name.</param>
    internal static IEnumerable<Fault> NameFaults(Type? family, string name)
    {
        if (!NameForm().IsMatch(name))
            yield return new("a variant's name is lower-case letters, digits and '-', and starts with a letter", $"\"{name}\"");
        if (family is not null && BuiltIn(family).Any(one => one.Name == name))
            yield return new(
                $"the name of a built-in variant of {NameOfFamily(family)} cannot be registered again",
                name,
                "any other name"
            );
    }

    /// <summary>
    /// Makes variants visible in the current async flow until the result is disposed. They hide registered variants of the same names. A
    /// recorded run is read with the variants that it was made with, although a notebook may have redefined them.
    /// </summary>
    internal static IDisposable Shadow(IReadOnlyList<(string Name, Type Type)> variants)
    {
        var before = Shadowing.Value;
        Shadowing.Value = variants;
        return new Shade(before);
    }

    private sealed class Shade(IReadOnlyList<(string Name, Type Type)>? before) : IDisposable
    {
        public void Dispose() => Shadowing.Value = before;
    }

    /// <summary>The registered variants whose types are in an assembly.</summary>
    internal static IReadOnlyList<(string Name, Type Type)> RegisteredIn(Assembly assembly)
    {
        lock (Gate)
            return [.. Registered.Values.SelectMany(list => list).Where(one => one.Type.Assembly == assembly)];
    }

    /// <summary>The abstract records of every known family: those of the Workbench, and those with registered variants.</summary>
    public static IReadOnlyList<Type> Families
    {
        get
        {
            lock (Gate)
                return
                [
                    .. typeof(Variants)
                        .Assembly.GetTypes()
                        .Where(IsFamily)
                        .Union(Registered.Keys)
                        .OrderBy(NameOfFamily, StringComparer.Ordinal),
                ];
        }
    }

    /// <summary>Whether a type is a family's abstract record.</summary>
    public static bool IsFamily(Type type) => type.IsDefined(typeof(VariantFamilyAttribute), inherit: false);

    /// <summary>The family of a variant's type (or of the family itself); null when it belongs to none.</summary>
    public static Type? FindFamily(Type variant)
    {
        for (var type = variant; type is not null; type = type.BaseType)
        {
            if (IsFamily(type))
                return type;
        }
        return null;
    }

    /// <summary>A family's name in messages: "position".</summary>
    public static string NameOfFamily(Type family) => family.GetCustomAttribute<VariantFamilyAttribute>()?.Name ?? family.Name;

    /// <summary>The variants of a family: the built-in ones, then the others in the order of their registration.</summary>
    public static IReadOnlyList<VariantInfo> Of(Type family) => [.. All(family).Select(one => Describe(one.Name, one.Type))];

    /// <summary>The names of a family's variants.</summary>
    public static IReadOnlyList<string> NamesOf(Type family) => [.. All(family).Select(one => one.Name)];

    /// <summary>The name that a variant is registered under: "rope".</summary>
    /// <exception cref="InvalidInputException">The variant's type is not registered.</exception>
    public static string NameOf(object variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        var family = FindFamily(variant.GetType());
        var name = family is null ? null : All(family).FirstOrDefault(one => one.Type == variant.GetType()).Name;
        return name
            ?? throw new InvalidInputException(
                "a variant must be registered before it is used",
                variant.GetType().Name,
                nextStep: $"Call Variants.Register<{variant.GetType().Name}>(\"name\")."
            );
    }

    /// <summary>Reads a variant from its short text.</summary>
    /// <param name="family">The family's abstract record.</param>
    /// <param name="text"><c>name[:positional][:key=value]…</c></param>
    /// <param name="path">The config path of the variant, for messages. Default: the family's name.</param>
    /// <exception cref="InvalidInputException">The text does not describe a variant of the family. All faults are listed, with the nearest
    /// names.</exception>
    public static object Parse(Type family, string text, string? path = null)
    {
        var faults = new List<Fault>();
        var variant = VariantText.Parse(family, text, path ?? NameOfFamily(family), faults);
        return faults.Count > 0 ? throw new InvalidInputException(faults) : variant!;
    }

    /// <inheritdoc cref="Parse(Type, string, string?)"/>
    public static T Parse<T>(string text)
        where T : class => (T)Parse(typeof(T), text);

    /// <summary>The canonical short text of a variant: the name and the arguments that differ from their defaults.</summary>
    public static string Format(object variant) => VariantText.Format(variant);

    /// <summary>The type registered under a name, or null.</summary>
    internal static Type? Find(Type family, string name) => All(family).FirstOrDefault(one => Names.Same(name, one.Name)).Type;

    private static IEnumerable<(string Name, Type Type)> All(Type family)
    {
        (string Name, Type Type)[] shadows = [.. Shadowing.Value?.Where(one => FindFamily(one.Type) == family) ?? []];
        lock (Gate)
            return
            [
                .. BuiltIn(family),
                .. (Registered.GetValueOrDefault(family) ?? []).ExceptBy(shadows.Select(one => one.Name), one => one.Name),
                .. shadows,
            ];
    }

    private static IEnumerable<(string Name, Type Type)> BuiltIn(Type family) =>
        family
            .GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
            .Select(one => ((string)one.TypeDiscriminator!, one.DerivedType));

    private static VariantInfo Describe(string name, Type type)
    {
        var shape = ConfigShape.Of(type);
        return new(
            name,
            type,
            XmlDocs.Summary(type),
            [
                .. shape.Fields.Select(field => new VariantParameter(
                    field.Name,
                    field.Type,
                    field.Required ? null : VariantText.FormatValue(shape.DefaultOf(field)),
                    field.Positional,
                    AllowedIn(field),
                    XmlDocs.Summary(field.Property)
                )),
            ]
        )
        {
            AtRunTime = !BuiltIn(FindFamily(type)!).Any(one => one.Type == type),
        };
    }

    /// <summary>The allowed values of a field, in words.</summary>
    internal static string AllowedIn(ConfigField field) =>
        IsFamily(field.Type) ? string.Join(", ", NamesOf(field.Type))
        : field.Range is { } range
            ? $"{ScalarText.Allowed(Nullable.GetUnderlyingType(field.Type) ?? field.Type)}, "
                + $"{range}{(Nullable.GetUnderlyingType(field.Type) is null ? "" : ", or null")}"
        : ScalarText.Allowed(field.Type);

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex NameForm();
}
