using System.Text.RegularExpressions;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>A rule for text that may differ between two correct runs.</summary>
/// <param name="Name">The rule's name in reports.</param>
/// <param name="Pattern">Matches the variable text in a line. Only the surrounding text is compared.</param>
/// <param name="MayDiffer">Whether the fresh match may replace the stored one.</param>
internal sealed record MaskRule(string Name, Regex Pattern, Func<string, string, bool> MayDiffer);

/// <summary>
/// The built-in mask rules. A rule matches only text that cannot be a result: a time in a message of the Workbench, a labelled address, a
/// path below a folder of this run, a clock reading during this run. All other text is compared; users add rules with --sanitize-with.
/// </summary>
internal static class MaskRules
{
    private const string Duration = @"\d+ h \d+ min|\d+ min|\d+(?:\.\d+)? s|\d+(?:\.\d+)? ms|\d+ µs";
    private const string Size = @"\d+(?:\.\d+)? (?:[kMGT]i?)?B|\d+ bytes";

    /// <summary>The rules for a run.</summary>
    /// <param name="places">Folders and times of the run.</param>
    public static IReadOnlyList<MaskRule> Of(RunPlaces places) =>
        [
            // #!time: the whole line.
            Rule("time of #!time", $@"(?<=^time: )(?:{Duration}), (?:{Size}) allocated, \d+ garbage collections?$"),
            // The headline of a study that ran in C#: the runs from the ledger, and the duration.
            new(
                "time of a study",
                Compiled(
                    @"(?<=: \d+ of \d+ runs?)(?: \(\d+ from the ledger\))?(?:, \d+ diverged)?(?:, \d+ failed)?, \d+ %, "
                        + $"(?:{Duration}|about (?:{Duration}) left)$"
                ),
                IsOneState
            ),
            Rule("time left", $@"(?<=^[^:]{{1,80}}: \d+ %)(?:, about (?:{Duration}) left)?(?=; |$)"),
            // #!train and #!generate.
            Rule("pace of a training", $@"^\s*\d+ tokens/s, (?:{Size}) at the peak, \d+\.\d s of training(?:; answered from the ledger)?$"),
            Rule("pace of a generation", @"(?<=(?:^|\s)\d+ tokens, )\d+ tokens/s(?=, run [0-9a-f]{12}(?!\w))"),
            Rule("id of a run", @"(?<=(?:^|\W)run )(?!\d+e\d+(?!\w))(?=[a-f]*[0-9])(?=[0-9]*[a-f])(?:[0-9a-f]{12}|[0-9a-f]{8})(?![\w.%-])"),
            Rule("id of a study", @"(?<=(?:^|\W)study )(?!\d+e\d+(?!\w))(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8}(?![\w.%-])"),
            // Random and time-based UUIDs only: versions 3 and 5 are hashes of content and may be results.
            Rule(
                "random id",
                @"(?<![\w-])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1467][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}(?![\w-])"
            ),
            Rule("address of an object", @"(?<=<[\w.]+(?: \w+)* at )0x[0-9a-fA-F]{6,16}(?=>)"),
            Rule(
                "address of an object",
                @"(?<=\b(?:at|address|pointer|ptr|handle)(?: |: ?|=))0x(?:0{4})?(?:7[ef]|5[56])[0-9a-fA-F]{10}(?!\w)"
            ),
            new("date and time of the run", ClockReading, (_, fresh) => places.IsNow(fresh)),
            new("folder of the run", AbsolutePath, places.MayStandFor),
        ];

    private static readonly Regex ClockReading = Compiled(
        @"(?<![\w./-])(?:\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?(?:Z|[+-]\d{2}:\d{2})?|"
            + @"\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}(?: [+-]\d{2}:\d{2})?)(?![\w/])"
    );

    // A path ends at white space: the text after a blank is compared.
    private static readonly Regex AbsolutePath = Compiled(
        @"(?<![\w.:/\\~-])(?:/[\w.@+~=-]+(?:/[\w.@+~=-]+)+/?|[A-Za-z]:\\[\w.@+~=-]+(?:\\[\w.@+~=-]+)+)"
    );

    private static bool IsOneState(string stored, string fresh) => State(stored) == State(fresh);

    private static string State(string text) => Ledger.Replace(text[..text.LastIndexOf(", ", StringComparison.Ordinal)], "");

    private static readonly Regex Ledger = Compiled(@"^ \(\d+ from the ledger\)");

    private static MaskRule Rule(string name, string pattern) => new(name, Compiled(pattern), (_, _) => true);

    private static Regex Compiled(string pattern) => new(pattern, RegexOptions.CultureInvariant);
}
