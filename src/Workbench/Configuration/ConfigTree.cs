using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Configuration;

/// <summary>Operations on any tree of config records: set a path, flatten, serialize, deserialize, validate, hash.</summary>
public static class ConfigTree
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A copy with one setting changed.</summary>
    /// <param name="config">The tree.</param>
    /// <param name="path">The path of the setting: "model.position", "model.position.base".</param>
    /// <param name="text">The value: a scalar, a variant's short text, or a list with '+' between its items.</param>
    /// <exception cref="InvalidInputException">The path does not exist (the message suggests the nearest names) or the text is not a value
    /// of the setting's type. Rules between fields are not checked: see <see cref="Validate"/>.</exception>
    public static T With<T>(T config, string path, string text)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        return (T)With(config, path.Split('.'), 0, path, text);
    }

    private static object With(object config, string[] names, int depth, string path, string text)
    {
        var shape = ConfigShape.Of(config.GetType());
        var at = string.Join('.', names[..depth]);
        var field = shape.Find(names[depth]) ?? throw new InvalidInputException([Unknown(config, shape, names[depth], at, path, text)]);
        if (depth == names.Length - 1)
        {
            var faults = new List<Fault>();
            var read = VariantText.TryParseValue(text, field, path, faults, out var value);
            return read && faults.Count == 0 ? shape.With(config, field, value) : throw new InvalidInputException(faults);
        }
        var inner = field.Of(config);
        if (inner is null || ScalarText.IsScalar(inner.GetType()) || inner is IEnumerable)
            throw new InvalidInputException(
                $"{Names.Join(at, field.Name)} is a single value and has no settings of its own",
                path,
                path: Names.Join(at, field.Name)
            );
        return shape.With(config, field, With(inner, names, depth + 1, path, text));
    }

    private static Fault Unknown(object config, ConfigShape shape, string name, string at, string path, string text)
    {
        var known = shape.Fields.Select(field => field.Name).ToList();
        if (Variants.FindFamily(config.GetType()) is { } family)
        {
            var variant = Variants.NameOf(config);
            var owner = Variants.Of(family).FirstOrDefault(one => one.Parameters.Any(parameter => Names.Same(name, parameter.Name)));
            return new(
                $"the {Variants.NameOfFamily(family)} {variant} has no parameter of this name",
                $"\"{name}\"",
                known.Count > 0 ? string.Join(", ", known) : "none: it has no parameters",
                owner is null ? Nearest.Question(name, known) : $"{owner.Name} has it: choose {at}={owner.Name}:{name}={text}.",
                path
            );
        }
        return new("there is no setting of this name", $"\"{name}\"", string.Join(", ", known), Nearest.Question(name, known), path);
    }

    /// <summary>
    /// Every setting as a pair of path and value, in declaration order. A variant gives its name at its own path, then all its parameters.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Flatten(object config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var lines = new List<KeyValuePair<string, string>>();
        Flatten(config, "", lines);
        return lines;
    }

    private static void Flatten(object config, string path, List<KeyValuePair<string, string>> lines)
    {
        if (Variants.FindFamily(config.GetType()) is not null)
            lines.Add(new(path.Length == 0 ? ConfigNode.VariantKey : path, Variants.NameOf(config)));
        foreach (var field in ConfigShape.Of(config.GetType()).Fields)
        {
            var value = field.Of(config);
            var at = Names.Join(path, field.Name);
            if (value is null || ScalarText.IsScalar(value.GetType()) || value is IEnumerable)
                lines.Add(new(at, VariantText.FormatValue(value)));
            else
                Flatten(value, at, lines);
        }
    }

    /// <summary>The flat form as text, one "path: value" per line, as golden files store it.</summary>
    public static string FlatText(object config) => string.Concat(Flatten(config).Select(pair => $"{pair.Key}: {pair.Value}\n"));

    /// <summary>The tree as YAML. A variant is a mapping with its name under "variant".</summary>
    public static string ToYaml(object config) => ConfigYaml.Write(ConfigNode.Write(config));

    /// <summary>Reads a tree from YAML. A setting that is left out keeps its default.</summary>
    /// <param name="yaml">The text; a variant may be written in its short form.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="InvalidInputException">The text is not YAML, or it has unknown settings, unknown variants or values of the wrong
    /// type. All faults are listed.</exception>
    public static T FromYaml<T>(string yaml, string? file = null)
        where T : class => Read<T>(ConfigYaml.Read(yaml, file), file, path => $":{ConfigYaml.LineOf(yaml, path)}");

    /// <summary>The tree as JSON.</summary>
    public static string ToJson(object config, bool indented = false) =>
        ConfigNode.Write(config).ToJsonString(indented ? Indented : Compact);

    /// <summary>Reads a tree from JSON. A setting that is left out keeps its default.</summary>
    /// <exception cref="InvalidInputException">The text is not JSON, or it has unknown settings, unknown variants or values of the wrong
    /// type. All faults are listed.</exception>
    public static T FromJson<T>(string json, string? file = null)
        where T : class
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException([new($"this is not JSON: {error.Message}", Path: file)], error);
        }
        return Read<T>(node, file, _ => "");
    }

    private static T Read<T>(JsonNode? node, string? file, Func<string, string> lineOf)
        where T : class
    {
        var faults = new List<Fault>();
        var read = ConfigNode.Read(node, typeof(T), "", faults);
        if (faults.Count > 0 && file is not null)
            faults =
            [
                .. faults.Select(fault => fault with { Path = fault.Path is null ? file : $"{file}{lineOf(fault.Path)}: {fault.Path}" }),
            ];
        return faults.Count > 0 ? throw new InvalidInputException(faults) : (T)read!;
    }

    /// <summary>Every rule that the tree breaks: the ranges of fields, and the rules of each <see cref="IValidated"/> record.</summary>
    /// <param name="config">The tree.</param>
    /// <param name="path">The path of this tree in a larger one; the prefix of each fault's path. Default: empty, the root.</param>
    public static IReadOnlyList<Fault> Validate(object config, string path = "")
    {
        ArgumentNullException.ThrowIfNull(config);
        var faults = new List<Fault>();
        Visit(config, path, faults);
        return faults;
    }

    /// <summary>Throws when the tree breaks a rule.</summary>
    /// <exception cref="InvalidInputException">The tree breaks at least one rule; all broken rules are listed.</exception>
    public static T Check<T>(T config, string path = "")
        where T : class => Validate(config, path) is { Count: > 0 } faults ? throw new InvalidInputException(faults) : config;

    private static void Visit(object config, string path, List<Fault> faults)
    {
        foreach (var field in ConfigShape.Of(config.GetType()).Fields)
            VisitValue(field.Of(config), field, Names.Join(path, field.Name), faults);
        if (config is IValidated rules)
            faults.AddRange(rules.Validate(path));
    }

    private static void VisitValue(object? value, ConfigField field, string path, List<Fault> faults)
    {
        switch (value)
        {
            case null:
                if (field.NeverNull)
                    faults.Add(new($"{field.Name} needs a value", "null", Variants.AllowedIn(field), Path: path));
                break;
            case not null when ScalarText.IsScalar(value.GetType()):
                if (field.Range is { } range && !range.Contains(Convert.ToDouble(value, CultureInfo.InvariantCulture)))
                    faults.Add(new($"{field.Name} is out of range", ScalarText.Format(value), range.ToString(), Path: path));
                break;
            case IDictionary:
                break;
            case IEnumerable items:
                foreach (var (item, i) in items.Cast<object?>().Select((item, i) => (item, i)))
                    VisitValue(item, field, $"{path}[{i}]", faults);
                break;
            default:
                Visit(value, path, faults);
                break;
        }
    }

    /// <summary>
    /// The tree's content hash: SHA-256, in lower-case hex, of its canonical JSON (compact, keys in ordinal order, every setting). Excluded
    /// are fields whose value is the default they were introduced with (<see cref="IntroducedWithAttribute"/>) and fields that cannot
    /// change a result (<see cref="NotInIdentityAttribute"/>).
    /// </summary>
    public static string Identity(object config) => IdentityOf(CanonicalJson(config));

    /// <summary>The hash of a text of <see cref="CanonicalJson"/>.</summary>
    internal static string IdentityOf(string canonical) => Sha256.Of(canonical);

    /// <summary>The text that <see cref="Identity"/> hashes.</summary>
    public static string CanonicalJson(object config) => Sorted(ConfigNode.Write(config, InIdentity))!.ToJsonString(Compact);

    private static bool InIdentity(ConfigField field, object? value) =>
        !field.Property.IsDefined(typeof(NotInIdentityAttribute), inherit: true)
        && !(
            field.Property.GetCustomAttributes(typeof(IntroducedWithAttribute), inherit: true) is [IntroducedWithAttribute introduced]
            && (
                value is not null && Variants.FindFamily(value.GetType()) is not null
                    ? VariantText.Format(value) == (introduced.Value as string)
                    : ScalarText.Format(value) == ScalarText.Format(introduced.Value)
            )
        );

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(
                map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))
            ),
            JsonArray array => new JsonArray([.. array.Select(Sorted)]),
            _ => node?.DeepClone(),
        };

    /// <summary>Every path that can be set in a tree of this type, with the parameters of every variant, for completion and help.</summary>
    public static IReadOnlyList<ConfigPath> Paths(Type root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return
        [
            .. FieldsIn(root)
                .Select(one => new ConfigPath(
                    one.Path,
                    one.Field.Type,
                    Variants.AllowedIn(one.Field),
                    XmlDocs.Summary(one.Field.Property),
                    one.Variant
                )),
        ];
    }

    /// <summary>The texts of <see cref="Paths(Type)"/>, without documentation, which is a file of a megabyte.</summary>
    internal static IReadOnlyList<string> PathNames(Type root) => [.. FieldsIn(root).Select(one => one.Path)];

    private static IEnumerable<(string Path, ConfigField Field, string? Variant)> FieldsIn(Type root)
    {
        var fields = new List<(string Path, ConfigField Field, string? Variant)>();
        Add(ConfigShape.Of(root), "", null, [], fields);
        return fields.DistinctBy(one => one.Path);
    }

    // A family nested in itself is listed without its parameters: the recursion would not end.
    private static void Add(
        ConfigShape shape,
        string path,
        string? variant,
        IReadOnlyList<Type> above,
        List<(string Path, ConfigField Field, string? Variant)> fields
    )
    {
        foreach (var field in shape.Fields)
        {
            var at = Names.Join(path, field.Name);
            var leaf = ScalarText.IsScalar(field.Type) || Variants.IsFamily(field.Type) || ConfigNode.ItemType(field.Type) is not null;
            if (leaf)
                fields.Add((at, field, variant));
            if (Variants.IsFamily(field.Type) && !above.Contains(field.Type))
            {
                foreach (var name in Variants.NamesOf(field.Type))
                    Add(ConfigShape.Of(Variants.Find(field.Type, name)!), at, name, [.. above, field.Type], fields);
            }
            else if (!leaf)
            {
                Add(ConfigShape.Of(field.Type), at, null, above, fields);
            }
        }
    }
}

/// <summary>The path of a setting.</summary>
/// <param name="Path">The path: "position.base".</param>
/// <param name="Type">The type of the value; the family's abstract record where the value is a variant.</param>
/// <param name="Allowed">The allowed values, in words.</param>
/// <param name="Summary">The first paragraph of the setting's documentation.</param>
/// <param name="Variant">The variant that has this parameter; null when the setting does not depend on a variant.</param>
public sealed record ConfigPath(string Path, Type Type, string Allowed, string Summary, string? Variant);
