using System.Text.RegularExpressions;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>Something that may differ between two good runs.</summary>
/// <param name="Name">How reports call it.</param>
/// <param name="Pattern">Where it stands in a line. Only what is around it is compared as text.</param>
/// <param name="MayDiffer">Whether the stored and the fresh text may stand for each other.</param>
internal sealed record MaskRule(string Name, Regex Pattern, Func<string, string, bool> MayDiffer);

/// <summary>
/// What may differ between two good runs. A rule takes only what cannot be a result: a time in a sentence of our own, an address that is
/// called one, a path by the folder of this run, the clock during this run. All else is compared; users add rules by --sanitize-with.
/// </summary>
internal static class MaskRules
{
    private const string Duration = @"\d+ h \d+ min|\d+ min|\d+(?:\.\d+)? s|\d+(?:\.\d+)? ms|\d+ µs";
    private const string Size = @"\d+(?:\.\d+)? (?:[kMGT]i?)?B|\d+ bytes";

    /// <summary>The rules for a run.</summary>
    /// <param name="places">Folders and times of the run.</param>
    public static IReadOnlyList<MaskRule> Of(RunPlaces places) =>
        [
            // #!time: the whole line is of its making.
            Rule("time of #!time", $@"(?<=^time: )(?:{Duration}), (?:{Size}) allocated, \d+ garbage collections?$"),
            // The headline of a study that ran in C#: what came from the ledger, and how long it took.
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
            // Random and time-based ids alone: those of versions 3 and 5 are made of their content, and so may be a result.
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

    // A path has no blank in it: what stands behind one is compared.
    private static readonly Regex AbsolutePath = Compiled(
        @"(?<![\w.:/\\~-])(?:/[\w.@+~=-]+(?:/[\w.@+~=-]+)+/?|[A-Za-z]:\\[\w.@+~=-]+(?:\\[\w.@+~=-]+)+)"
    );

    private static bool IsOneState(string stored, string fresh) => State(stored) == State(fresh);

    private static string State(string text) => Ledger.Replace(text[..text.LastIndexOf(", ", StringComparison.Ordinal)], "");

    private static readonly Regex Ledger = Compiled(@"^ \(\d+ from the ledger\)");

    private static MaskRule Rule(string name, string pattern) => new(name, Compiled(pattern), (_, _) => true);

    private static Regex Compiled(string pattern) => new(pattern, RegexOptions.CultureInvariant);
}
