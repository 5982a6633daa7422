namespace Workbench.Configuration;

/// <summary>The short text of variants: <c>name[:positional][:key=value]…</c>. A variant nested in a variant is in parentheses.</summary>
internal static class VariantText
{
    // The variant of a family whose values can come from a user's file.
    private const string FileVariant = "file";

    public static object? Parse(Type family, string text, string path, List<Fault> faults)
    {
        var parts = Split(text, ':');
        var name = parts[0].Trim();
        if (Variants.Find(family, name) is not { } type)
        {
            var known = Variants.NamesOf(family);
            faults.Add(
                new(
                    $"there is no {Variants.NameOfFamily(family)} of this name",
                    $"\"{name}\"",
                    string.Join(", ", known),
                    known.Contains(FileVariant) && text.Contains('.', StringComparison.Ordinal)
                        ? $"A file is written {FileVariant}:{text}"
                        : Nearest.Question(name, known),
                    path
                )
            );
            return null;
        }
        var shape = ConfigShape.Of(type);
        var values = new Dictionary<ConfigField, object?>();
        var before = faults.Count;
        for (var i = 1; i < parts.Count; i++)
            Argument(shape, name, parts[i], path, values, faults);
        foreach (var missing in shape.Fields.Where(field => field.Required && !values.ContainsKey(field)))
            faults.Add(
                new(
                    $"{name} needs its {missing.Name}",
                    $"\"{text}\"",
                    Variants.AllowedIn(missing),
                    $"Write {name}:{(missing.Positional ? "" : $"{missing.Name}=")}VALUE.",
                    Names.Join(path, missing.Name)
                )
            );
        return faults.Count > before ? null : shape.Create(values);
    }

    private static void Argument(
        ConfigShape shape,
        string name,
        string part,
        string path,
        Dictionary<ConfigField, object?> values,
        List<Fault> faults
    )
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        var open = part.IndexOf('(', StringComparison.Ordinal);
        var keyed = equals >= 0 && (open < 0 || equals < open);
        var key = keyed ? part[..equals].Trim() : null;
        var field = keyed ? shape.Find(key!) : shape.Fields.FirstOrDefault(one => one.Positional);
        if (field is null)
        {
            var known = shape.Fields.Select(one => one.Name).ToList();
            faults.Add(
                keyed
                    ? new(
                        $"{name} has no parameter of this name",
                        $"\"{key}\"",
                        known.Count > 0 ? string.Join(", ", known) : "none: it has no parameters",
                        Nearest.Question(key!, known),
                        path
                    )
                    : new(
                        $"{name} takes no argument without a key",
                        $"\"{part}\"",
                        known.Count > 0 ? string.Join(", ", known.Select(one => $"{one}=VALUE")) : "none: it has no parameters",
                        Path: path
                    )
            );
            return;
        }
        var at = Names.Join(path, field.Name);
        if (!values.TryAdd(field, null))
            faults.Add(new("a parameter is given once", $"\"{part}\"", Path: at));
        else if (TryParseValue(keyed ? part[(equals + 1)..].Trim() : part.Trim(), field, at, faults, out var value))
            values[field] = value;
    }

    /// <summary>Parses the value of a field: a scalar, a variant, or a list whose items are separated by '+' or ','.</summary>
    public static bool TryParseValue(string text, ConfigField field, string path, List<Fault> faults, out object? value)
    {
        value = null;
        var type = field.Type;
        if (Variants.IsFamily(type))
        {
            var inner = text.StartsWith('(') && text.EndsWith(')') ? text[1..^1] : text;
            return (value = Parse(type, inner, path, faults)) is not null;
        }
        if (ScalarText.IsScalar(type))
        {
            if (ScalarText.TryParse(text, type, out value))
                return true;
            var known = (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } choices
                ? Enum.GetValues(choices).Cast<object>().Select(Names.EnumValue)
                : [];
            faults.Add(new($"{field.Name} is {Kind(type)}", $"\"{text}\"", Variants.AllowedIn(field), Nearest.Question(text, known), path));
            return false;
        }
        if (ConfigNode.ItemType(type) is { } item && ScalarText.IsScalar(item))
        {
            var items = text.Trim('[', ']').Split(['+', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var read = new List<object?>();
            foreach (var one in items)
            {
                if (ScalarText.TryParse(one, item, out var parsed))
                    read.Add(parsed);
                else
                    faults.Add(
                        new(
                            $"{field.Name} is a list",
                            $"\"{one}\"",
                            $"items that are {ScalarText.Allowed(item)}, separated by '+'",
                            Path: path
                        )
                    );
            }
            value = ConfigNode.MakeList(type, item, read);
            return read.Count == items.Length;
        }
        faults.Add(
            new(
                $"{field.Name} is a group of settings; set them one by one",
                $"\"{text}\"",
                string.Join(", ", ConfigShape.Of(type).Fields.Select(one => Names.Join(path, one.Name))),
                Path: path
            )
        );
        return false;
    }

    private static string Kind(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type).IsEnum
            ? "one of a few names"
            : ScalarText.Allowed(Nullable.GetUnderlyingType(type) ?? type);

    public static string Format(object variant)
    {
        var shape = ConfigShape.Of(variant.GetType());
        var parts = new List<string> { Variants.NameOf(variant) };
        foreach (var field in shape.Fields)
        {
            var value = field.Of(variant);
            if (!field.Required && Equals(value, shape.DefaultOf(field)))
                continue;
            var text = FormatValue(value);
            if (value is not null && Variants.FindFamily(value.GetType()) is not null && text.Contains(':', StringComparison.Ordinal))
                text = $"({text})";
            parts.Add(field.Positional ? text : $"{field.Name}={text}");
        }
        return string.Join(':', parts);
    }

    public static string FormatValue(object? value) =>
        value is null || ScalarText.IsScalar(value.GetType()) ? ScalarText.Format(value)
        : Variants.FindFamily(value.GetType()) is not null ? Format(value)
        : value is System.Collections.IEnumerable items ? string.Join('+', items.Cast<object?>().Select(FormatValue))
        : ConfigNode.Write(value).ToJsonString();

    /// <summary>Splits at a separator outside parentheses.</summary>
    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        int start = 0,
            depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth +=
                text[i] == '(' ? 1
                : text[i] == ')' ? -1
                : 0;
            if (text[i] != separator || depth > 0)
                continue;
            parts.Add(text[start..i]);
            start = i + 1;
        }
        parts.Add(text[start..]);
        return parts;
    }
}
