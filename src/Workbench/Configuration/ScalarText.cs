using System.Globalization;

namespace Workbench.Configuration;

/// <summary>
/// Single values as text: numbers in the invariant culture and shortest round-trip form, booleans as true/false, enum values in
/// kebab-case, a missing value as null.
/// </summary>
internal static class ScalarText
{
    public static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(TimeSpan);
    }

    public static bool IsNumber(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;
    }

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Format(object? value) =>
        value switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            Enum => Names.EnumValue(value),
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };

    /// <summary>The allowed values of a type, in words: "an integer", "true or false", "interleaved, half-split".</summary>
    public static string Allowed(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return $"{Allowed(inner)}, or null";
        if (type.IsEnum)
            return string.Join(", ", Enum.GetValues(type).Cast<object>().Select(Names.EnumValue));
        if (type == typeof(bool))
            return "true or false";
        if (type == typeof(float) || type == typeof(double) || type == typeof(decimal))
            return "a number";
        if (IsNumber(type))
            return "an integer";
        return type == typeof(TimeSpan) ? "a time, hh:mm:ss" : "text";
    }

    /// <summary>Parses a value of a type. For a nullable type, "null", "auto" and empty text give null.</summary>
    public static bool TryParse(string text, Type type, out object? value)
    {
        value = null;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return text is "null" or "auto" or "" || TryParse(text, inner, out value);
        if (type == typeof(string))
        {
            value = text;
            return true;
        }
        if (type.IsEnum)
        {
            value = Enum.GetValues(type).Cast<object>().FirstOrDefault(known => Names.Same(text, known.ToString()!));
            return value is not null;
        }
        if (type == typeof(bool))
        {
            value = text.ToLowerInvariant() switch
            {
                "true" or "on" or "yes" => true,
                "false" or "off" or "no" => false,
                _ => (object?)null,
            };
            return value is not null;
        }
        if (type == typeof(TimeSpan))
        {
            var read = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time);
            value = time;
            return read;
        }
        return TryParseNumber(text, type, out value);
    }

    private static bool TryParseNumber(string text, Type type, out object? value)
    {
        value = null;
        const NumberStyles real = NumberStyles.Float;
        if (type == typeof(double) || type == typeof(float))
        {
            if (!double.TryParse(text, real, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number))
                return false;
            value = type == typeof(float) ? (float)number : number;
            return true;
        }
        // Integers are parsed as decimals, so that "1e6" is accepted.
        if (
            !decimal.TryParse(text, real, CultureInfo.InvariantCulture, out var exact)
            || (type != typeof(decimal) && exact != decimal.Truncate(exact))
        )
            return false;
        try
        {
            value = Convert.ChangeType(exact, type, CultureInfo.InvariantCulture);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
