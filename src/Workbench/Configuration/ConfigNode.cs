using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Configuration;

/// <summary>
/// Converts config records to JSON nodes and back. A variant is written as an object whose first key, "variant", holds the variant's name.
/// Reading also accepts the variant's short text.
/// </summary>
internal static class ConfigNode
{
    public const string VariantKey = "variant";

    public static JsonNode Write(object config, Func<ConfigField, object?, bool>? keep = null)
    {
        var node = new JsonObject();
        if (Variants.FindFamily(config.GetType()) is not null)
            node[VariantKey] = Variants.NameOf(config);
        foreach (var field in ConfigShape.Of(config.GetType()).Fields)
        {
            var value = field.Of(config);
            if (keep is null || keep(field, value))
                node[field.Name] = WriteValue(value, keep);
        }
        return node;
    }

    private static JsonNode? WriteValue(object? value, Func<ConfigField, object?, bool>? keep) =>
        value switch
        {
            null => null,
            bool flag => JsonValue.Create(flag),
            string or Enum or TimeSpan => JsonValue.Create(ScalarText.Format(value)),
            // The canonical form of a number: 1 and 1.0 must give the same text, hence the same hash.
            _ when ScalarText.IsNumber(value.GetType()) => WriteNumber(value),
            IDictionary map => new JsonObject(
                map.Cast<DictionaryEntry>()
                    .OrderBy(pair => (string)pair.Key, StringComparer.Ordinal)
                    .Select(pair => KeyValuePair.Create((string)pair.Key, WriteValue(pair.Value, keep)))
            ),
            IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(one => WriteValue(one, keep))]),
            _ => Write(value, keep),
        };

    private static JsonValue WriteNumber(object value) =>
        value switch
        {
            double number => double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(ScalarText.Format(number))!,
            float number => float.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(ScalarText.Format(number))!,
            decimal number => JsonValue.Create(number),
            ulong number => JsonValue.Create(number),
            _ => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        };

    /// <summary>Reads a record. Adds to <paramref name="faults"/> and returns null when the node does not describe one.</summary>
    public static object? Read(JsonNode? node, Type type, string path, List<Fault> faults)
    {
        if (Variants.IsFamily(type))
            return ReadVariant(node, type, path, faults);
        if (node is not JsonObject map)
        {
            faults.Add(new("a group of settings is expected here", Show(node), "key: value pairs", Path: path.Length == 0 ? null : path));
            return null;
        }
        return ReadFields(map, ConfigShape.Of(type), null, path, faults);
    }

    private static object? ReadVariant(JsonNode? node, Type family, string path, List<Fault> faults)
    {
        if (node is JsonValue short_ && short_.GetValueKind() is JsonValueKind.String or JsonValueKind.Number)
            return VariantText.Parse(family, Text(short_), path, faults);
        var known = Variants.NamesOf(family);
        if (node is not JsonObject map || map.FirstOrDefault(pair => pair.Key == VariantKey).Value is not JsonValue named)
        {
            faults.Add(
                new(
                    $"the name of a {Variants.NameOfFamily(family)} is expected",
                    Show(node),
                    string.Join(", ", known),
                    $"Give it as \"{VariantKey}\", or write the short text.",
                    path
                )
            );
            return null;
        }
        var name = Text(named);
        if (Variants.Find(family, name) is { } type)
            return ReadFields(map, ConfigShape.Of(type), name, path, faults);
        faults.Add(
            new(
                $"there is no {Variants.NameOfFamily(family)} of this name",
                $"\"{name}\"",
                string.Join(", ", known),
                Nearest.Question(name, known),
                path
            )
        );
        return null;
    }

    private static object? ReadFields(JsonObject map, ConfigShape shape, string? variant, string path, List<Fault> faults)
    {
        var before = faults.Count;
        var values = new Dictionary<ConfigField, object?>();
        foreach (var (key, node) in map)
        {
            if (variant is not null && key == VariantKey)
                continue;
            if (shape.Find(key) is { } field)
            {
                values[field] = ReadValue(node, field, Names.Join(path, field.Name), faults);
                continue;
            }
            var known = shape.Fields.Select(one => one.Name).ToList();
            faults.Add(
                new(
                    $"{variant ?? (path.Length == 0 ? "the config" : path)} has no setting of this name",
                    $"\"{key}\"",
                    known.Count > 0 ? string.Join(", ", known) : "none: it has no settings",
                    Nearest.Question(key, known),
                    Names.Join(path, key)
                )
            );
        }
        foreach (var missing in shape.Fields.Where(field => field.Required && !values.ContainsKey(field)))
            faults.Add(
                new(
                    $"{variant ?? "the config"} needs its {missing.Name}",
                    null,
                    Variants.AllowedIn(missing),
                    Path: Names.Join(path, missing.Name)
                )
            );
        return faults.Count > before ? null : shape.Create(values);
    }

    private static object? ReadValue(JsonNode? node, ConfigField field, string path, List<Fault> faults)
    {
        var type = field.Type;
        if (node is null)
        {
            if (type.IsValueType && Nullable.GetUnderlyingType(type) is null)
                faults.Add(new($"{field.Name} needs a value", "null", Variants.AllowedIn(field), Path: path));
            return null;
        }
        if (ScalarText.IsScalar(type))
        {
            if (node is JsonValue value)
                return VariantText.TryParseValue(Text(value), field, path, faults, out var read) ? read : null;
            faults.Add(new($"{field.Name} is a single value", Show(node), Variants.AllowedIn(field), Path: path));
            return null;
        }
        if (
            typeof(IDictionary).IsAssignableFrom(type)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        )
            return ReadMap(node, field, path, faults);
        if (ItemType(type) is { } item)
            return ReadList(node, field, item, path, faults);
        return Read(node, type, path, faults);
    }

    private static object? ReadMap(JsonNode node, ConfigField field, string path, List<Fault> faults)
    {
        if (node is not JsonObject map)
            return Refuse(field, node, "key: value pairs", path, faults);
        var values = new Dictionary<string, string>();
        foreach (var (key, value) in map)
        {
            if (value is JsonValue one)
                values[key] = Text(one);
            else
                faults.Add(new($"{key} is a single value", value is null ? "null" : Show(value), Path: Names.Join(path, key)));
        }
        return values;
    }

    private static object? ReadList(JsonNode node, ConfigField field, Type item, string path, List<Fault> faults)
    {
        if (node is JsonValue text && ScalarText.IsScalar(item))
            return VariantText.TryParseValue(Text(text), field, path, faults, out var read) ? read : null;
        if (node is not JsonArray array)
            return Refuse(field, node, "a list", path, faults);
        var items = new List<object?>();
        for (var i = 0; i < array.Count; i++)
        {
            if (!ScalarText.IsScalar(item))
                items.Add(Read(array[i], item, $"{path}[{i}]", faults));
            else if (array[i] is JsonValue value && ScalarText.TryParse(Text(value), item, out var one))
                items.Add(one);
            else
                faults.Add(
                    new($"{field.Name} is a list", Show(array[i]), $"items that are {ScalarText.Allowed(item)}", Path: $"{path}[{i}]")
                );
        }
        return items.Count == array.Count && !items.Contains(null) ? MakeList(field.Type, item, items) : null;
    }

    private static object? Refuse(ConfigField field, JsonNode node, string allowed, string path, List<Fault> faults)
    {
        faults.Add(new($"{field.Name} is not a single value", Show(node), allowed, Path: path));
        return null;
    }

    /// <summary>The item type of a list type; null for any other type.</summary>
    public static Type? ItemType(Type type) =>
        type == typeof(string) ? null
        : type.IsArray ? type.GetElementType()
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var item] ? item
        : null;

    /// <summary>A list of the given type. An array where the type allows it, as every read-only list interface does.</summary>
    public static object MakeList(Type type, Type item, List<object?> items)
    {
        var array = Array.CreateInstance(item, items.Count);
        for (var i = 0; i < items.Count; i++)
            array.SetValue(items[i], i);
        return type.IsAssignableFrom(array.GetType())
            ? array
            : Activator.CreateInstance(type, array) ?? throw new ArgumentException($"cannot make a {type}", nameof(type));
    }

    public static string Text(JsonValue value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.ToJsonString(),
        };

    private static string Show(JsonNode? node) => node?.ToJsonString() ?? "nothing";
}
