using System.Globalization;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>
/// Converts parameters of date, time, duration and Guid types from ISO 8601 to C#. Rejects values that depend on the machine's time zone or
/// culture.
/// </summary>
internal static class DateValue
{
    private const string Invariant = "System.Globalization.CultureInfo.InvariantCulture";
    private static readonly string[] Clocks = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];
    private static readonly string[] Moments =
    [
        .. Clocks.SelectMany(static clock => (string[])[$"yyyy-MM-dd'T'{clock}", $"yyyy-MM-dd {clock}"]),
    ];
    private static readonly string[] Dates = ["yyyy-MM-dd", .. Moments, .. Moments.Select(static one => one + "'Z'")];
    private static readonly string[] Offsets = [.. Moments.SelectMany(static one => (string[])[one + "zzz", one + "'Z'"])];

    /// <summary>An example of a value of the type; null for other types.</summary>
    public static string? FormOf(string type) =>
        Name(type) switch
        {
            "DateTime" => "2026-02-03, 2026-02-03T14:30:00, or with a Z for UTC",
            "DateTimeOffset" => "2026-02-03T14:30:00+02:00, or with a Z for UTC",
            "DateOnly" => "2026-02-03",
            "TimeOnly" => "14:30, 14:30:00",
            "TimeSpan" => "01:30:00, or with days 2.01:30:00",
            "Guid" => "0f8fad5b-d9cb-469f-a165-70867728950e",
            _ => null,
        };

    /// <summary>The C# expression of a value; null when the text is no value of the type.</summary>
    public static string? Literal(string text, string type) =>
        Name(type) switch
        {
            "DateTime" => Moment(text.Trim()),
            "DateTimeOffset" => DateTimeOffset.TryParseExact(
                text.Trim(),
                Offsets,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var moment
            )
                ? $"System.DateTimeOffset.Parse(\"{moment:O}\", {Invariant})"
                : null,
            "DateOnly" => DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? string.Create(CultureInfo.InvariantCulture, $"new System.DateOnly({day.Year}, {day.Month}, {day.Day})")
                : null,
            "TimeOnly" => TimeOnly.TryParseExact(text.Trim(), Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? $"System.TimeOnly.Parse(\"{time:O}\", {Invariant})"
                : null,
            // TimeSpan.TryParse would read a bare number as days.
            "TimeSpan" => text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var span)
                ? $"System.TimeSpan.Parse(\"{span:c}\", {Invariant})"
                : null,
            "Guid" => Guid.TryParse(text, out var id) ? $"new System.Guid(\"{id:D}\")" : null,
            _ => null,
        };

    private static string? Moment(string text)
    {
        if (!DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
            return null;
        var kind = text.EndsWith('Z') ? DateTimeKind.Utc : DateTimeKind.Unspecified;
        var exact = $"{DateTime.SpecifyKind(moment, kind):O}";
        return $"System.DateTime.Parse(\"{exact}\", {Invariant}, System.Globalization.DateTimeStyles.RoundtripKind)";
    }

    private static string Name(string type) => type.StartsWith("System.", StringComparison.Ordinal) ? type["System.".Length..] : type;
}
