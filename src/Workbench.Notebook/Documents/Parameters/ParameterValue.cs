using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>Converts parameter values from YAML to C# literals.</summary>
internal static class ParameterValue
{
    /// <summary>The C# literal of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The declared type; null when unknown.</param>
    /// <param name="values">The values of the enum, when the type's scalars are of an enum; else null.</param>
    /// <returns>The literal; null when the value does not fit the type.</returns>
    public static string? Literal(JsonNode? value, string? type, ParameterEnum? values = null)
    {
        if (type is null)
            return Free(value);
        if (type.EndsWith('?'))
            return value is null ? "null" : Literal(value, type[..^1], values);
        if (ItemType(type) is { } item)
        {
            // A single value becomes a list of one item: -p seeds=3 for an array.
            var items = value is JsonArray list ? list.Select(one => Literal(one, item, values)).ToList() : [Literal(value, item, values)];
            return items.Contains(null) ? null : $"[{string.Join(", ", items)}]";
        }
        return values is null ? Scalar(value, type)
            : value is JsonValue one && one.TryGetValue<string>(out var written) ? values.Literal(written, type)
            : null;
    }

    /// <summary>Whether this class converts the scalars of a type.</summary>
    public static bool Knows(string type) =>
        ItemType(type.TrimEnd('?')) is { } item
            ? Knows(item)
            : Numbers.Contains(type.TrimEnd('?'))
                || DateValue.FormOf(type.TrimEnd('?')) is not null
                || type.TrimEnd('?') is "string" or "String" or "System.String" or "object" or "dynamic" or "bool" or "char";

    /// <summary>The allowed values of a type, for error messages; null when the type's name suffices.</summary>
    public static string? Allowed(string type) =>
        ItemType(type.TrimEnd('?')) is { } item ? Allowed(item)
        : type.TrimEnd('?') is "bool" ? "true, false"
        : DateValue.FormOf(type.TrimEnd('?'));

    private static readonly HashSet<string> Numbers =
    [
        "int",
        "long",
        "uint",
        "ulong",
        "short",
        "ushort",
        "byte",
        "sbyte",
        "double",
        "float",
        "decimal",
    ];

    /// <summary>Whether a type is string, or a list of strings.</summary>
    public static bool IsOfTexts(string type) =>
        type.TrimEnd('?') is "string" or "String" or "System.String" || ItemType(type.TrimEnd('?')) is { } item && IsOfTexts(item);

    /// <summary>The type to declare for a value without a declared type; "var" when C# infers the type.</summary>
    public static string FreeType(JsonNode? value) =>
        value switch
        {
            null => "object",
            JsonArray { Count: 0 } => "object[]",
            JsonArray items => $"{ItemTypeOf(items)}[]",
            JsonObject => "System.Collections.Generic.Dictionary<string, object>",
            _ => "var",
        };

    private static string ItemTypeOf(JsonArray items)
    {
        var kinds = items.Select(item => item is JsonValue value ? Kind(value) : "object").Distinct().ToList();
        return kinds is [{ } one] ? one
            : kinds.All(kind => kind is "int" or "long" or "double") ? "double"
            : "object";
    }

    private static string Kind(JsonValue value) =>
        value.TryGetValue<bool>(out _) ? "bool"
        : value.TryGetValue<int>(out _) ? "int"
        : value.TryGetValue<long>(out _) ? "long"
        : value.TryGetValue<double>(out _) ? "double"
        : "string";

    /// <summary>The item type of a list type; null for other types.</summary>
    public static string? ItemType(string type)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
            return type[..^2];
        var open = type.IndexOf('<', StringComparison.Ordinal);
        return
            open > 0
            && type.EndsWith('>')
            && type[..open].Split('.')[^1]
                is "List"
                    or "IList"
                    or "IReadOnlyList"
                    or "IEnumerable"
                    or "IReadOnlyCollection"
                    or "ICollection"
            ? type[(open + 1)..^1].Trim()
            : null;
    }

    private static string? Scalar(JsonNode? value, string type)
    {
        var written = value is JsonValue scalar
            ? scalar.TryGetValue<string>(out var text)
                ? text
                : scalar.ToJsonString()
            : null;
        return type switch
        {
            "string" or "String" or "System.String" => value is null ? "null"
            : written is null ? null
            : Quoted(written),
            "object" or "dynamic" or "object?" => Free(value),
            _ when written is null => value is JsonObject && !Knows(type) ? Free(value) : null,
            "bool" => written is "true" or "false" ? written : null,
            "char" => written.Length == 1 ? SymbolDisplay.FormatLiteral(written[0], quote: true) : null,
            "int" => Integer<int>(written, ""),
            "long" => Integer<long>(written, "L"),
            "uint" => Integer<uint>(written, "u"),
            "ulong" => Integer<ulong>(written, "ul"),
            "short" => Integer<short>(written, ""),
            "ushort" => Integer<ushort>(written, ""),
            "byte" => Integer<byte>(written, ""),
            "sbyte" => Integer<sbyte>(written, ""),
            "double" => Fraction(written, "", "double"),
            "float" => Fraction(written, "f", "float"),
            "decimal" => decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
                ? exact.ToString(CultureInfo.InvariantCulture) + "m"
                : null,
            _ when DateValue.FormOf(type) is not null => DateValue.Literal(written, type),
            // Unknown type: a literal of the value's YAML type.
            _ => Free(value),
        };
    }

    private static string? Integer<T>(string text, string suffix)
        where T : struct, System.Numerics.INumber<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(null, CultureInfo.InvariantCulture) + suffix
            : null;

    private static string? Fraction(string text, string suffix, string type) =>
        text.ToLowerInvariant() switch
        {
            ".inf" or "inf" or "infinity" => $"{type}.PositiveInfinity",
            "-.inf" or "-inf" or "-infinity" => $"{type}.NegativeInfinity",
            ".nan" or "nan" => $"{type}.NaN",
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? Spelled(number) + suffix
                : null,
        };

    // Adds ".0" to integral values: 2 is an int in C#.
    private static string Spelled(double number) =>
        number.ToString("R", CultureInfo.InvariantCulture) is { } text && text.All(letter => char.IsAsciiDigit(letter) || letter == '-')
            ? text + ".0"
            : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Free(JsonNode? value) =>
        value switch
        {
            null => "null",
            JsonArray { Count: 0 } => "[]",
            JsonArray items when ItemTypeOf(items) is { } item and not "object" =>
                $"[{string.Join(", ", items.Select(one => Scalar(one, item)))}]",
            JsonArray items => $"[{string.Join(", ", items.Select(Free))}]",
            JsonObject members => $"new() {{ {string.Join(", ", members.Select(pair => $"[{Quoted(pair.Key)}] = {Free(pair.Value)}"))} }}",
            JsonValue scalar => Scalar(scalar, Kind(scalar))!,
            _ => "null",
        };

    private static string Quoted(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
