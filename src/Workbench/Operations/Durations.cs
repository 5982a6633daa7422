using System.Globalization;

namespace Workbench.Operations;

/// <summary>Durations in short form: 45s, 10m, 2h, 1h30m.</summary>
public static class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(10_000);

    /// <summary>Reads a duration.</summary>
    /// <param name="text">"90s", "10m", "1h30m", "7d".</param>
    /// <param name="path">The option's name, for the error message.</param>
    /// <exception cref="InvalidInputException">The text is not a duration above zero and up to 10,000 days.</exception>
    public static TimeSpan Parse(string text, string path)
    {
        var total = TimeSpan.Zero;
        var number = "";
        foreach (var letter in text)
        {
            if (char.IsAsciiDigit(letter) || letter == '.')
            {
                number += letter;
                continue;
            }
            TimeSpan? unit = letter switch
            {
                's' => TimeSpan.FromSeconds(1),
                'm' => TimeSpan.FromMinutes(1),
                'h' => TimeSpan.FromHours(1),
                'd' => TimeSpan.FromDays(1),
                _ => null,
            };
            if (unit is null || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
                throw Wrong(text, path);
            // Checked before adding: TimeSpan overflows at 29,000 years, and timers accept less.
            if (count > (Longest - total) / unit.Value)
                throw Wrong(text, path);
            total += unit.Value * count;
            number = "";
        }
        return number.Length == 0 && total > TimeSpan.Zero ? total : throw Wrong(text, path);
    }

    /// <summary>A duration in at most two units: "3 min", "1 h 5 min", "40 s".</summary>
    public static string Short(TimeSpan duration) =>
        duration switch
        {
            { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0} s"),
            { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(duration.TotalHours)} h {duration.Minutes} min"),
        };

    private static InvalidInputException Wrong(string text, string path) =>
        new("must be a duration above zero", text, "a number and a unit, such as 90s, 10m, 1h30m, 7d", null, path);
}
