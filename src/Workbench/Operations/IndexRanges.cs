using System.Globalization;

namespace Workbench.Operations;

/// <summary>Lists of indices and ranges: "0,2", "0-3", "0-1,5".</summary>
internal static class IndexRanges
{
    /// <summary>The maximum length of one range.</summary>
    private const int MaxRange = 100_000;

    /// <summary>The distinct numbers, in the order of the text; none for null. Malformed parts are added to the faults.</summary>
    public static IReadOnlyList<int> Parse(string? text, string option, List<Fault> faults)
    {
        const string rule = "must be numbers from 0 on, separated by commas",
            allowed = "for example 0,2 or 0-3";
        if (text is not null && text.AsSpan().Trim(", ").IsEmpty)
            faults.Add(new(rule, $"\"{text}\"", allowed, null, option));
        var numbers = new List<int>();
        foreach (var part in (text ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (ends.Length <= 2 && Number(ends[0]) is { } from && Number(ends[^1]) is { } to && from <= to && to - from < MaxRange)
                numbers.AddRange(Enumerable.Range(from, to - from + 1));
            else
                faults.Add(new(rule, part, allowed, null, option));
        }
        return [.. numbers.Distinct()];
    }

    /// <summary>Numbers as <see cref="Parse"/> reads them: "0, 2-5".</summary>
    public static string Format(IEnumerable<int> numbers)
    {
        var ranges = new List<(int From, int To)>();
        foreach (var number in numbers.Distinct().Order())
        {
            if (ranges is [.., var last] && last.To == number - 1)
                ranges[^1] = (last.From, number);
            else
                ranges.Add((number, number));
        }
        return string.Join(", ", ranges.Select(one => one.From == one.To ? $"{one.From}" : $"{one.From}-{one.To}"));
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
