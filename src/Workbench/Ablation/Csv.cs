using System.Globalization;

namespace Workbench.Ablation;

/// <summary>Comma-separated values (RFC 4180). pandas and R read them with their defaults.</summary>
internal static class Csv
{
    /// <summary>A line with its end.</summary>
    public static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Field)) + "\n";

    /// <summary>A value as text: numbers with a decimal point, times as ISO 8601, null as nothing.</summary>
    public static string Text<T>(T value) =>
        value is DateTime time
            ? time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
