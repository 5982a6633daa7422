using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">What tells it from the others.</param>
/// <param name="Config">Its config, path by path, without what its seed and its data decide.</param>
/// <param name="DataFingerprint">The data.</param>
/// <param name="Metric">What it is judged by.</param>
/// <param name="Parameters">Trained parameters.</param>
/// <param name="Runs">Its runs.</param>
internal sealed record ComparisonSubject(
    string Name,
    IReadOnlyList<KeyValuePair<string, string>> Config,
    string DataFingerprint,
    StudyMetric Metric,
    long Parameters,
    IReadOnlyList<RunRecord> Runs
);

/// <summary>Finds what is to be compared.</summary>
/// <param name="host">Where the ledger is.</param>
/// <param name="ledgerFolder">Another ledger than the usual one.</param>
/// <param name="allSeeds">Whether a run stands for its variant.</param>
/// <param name="data">The text of all of them; null for what they carry.</param>
/// <param name="progress">Told of downloads.</param>
/// <param name="cancellation">Stops.</param>
internal sealed class ComparisonSubjects(
    HostEnvironment host,
    string? ledgerFolder,
    bool allSeeds,
    string? data,
    IProgress<OperationEvent> progress,
    CancellationToken cancellation
)
{
    // What follows from other settings, or says where something lies.
    private static readonly string[] NotCompared = ["dataFingerprint", "tokenizerFingerprint", "code", "train.evalLengths"];

    // The ledger's folders have so many digits of an identity, runs themselves have all.
    private const int IdDigits = 32;

    private readonly WorkbenchServices _services = new(host);

    /// <summary>The subjects in the order asked for, each once, with names that tell them apart.</summary>
    public IReadOnlyList<ComparisonSubject> Find(IEnumerable<string> asked, List<Fault> faults)
    {
        var found = new List<ComparisonSubject>();
        foreach (var text in asked)
            RunSettings.Collect(() => found.AddRange(IsStudy(text) ? Cells(text) : [Run(text)]), faults);
        return Named([
            .. found.DistinctBy(one =>
                string.Join(' ', one.Runs.Select(run => run.Id[..Math.Min(IdDigits, run.Id.Length)]).Order(StringComparer.Ordinal))
            ),
        ]);
    }

    private bool IsStudy(string text) => File.Exists(Path.Combine(host.Resolve(text), "study.yaml"));

    private IEnumerable<ComparisonSubject> Cells(string text)
    {
        var study = _services.Absolute(StudyFolder.ReadStudy(host.Resolve(text)));
        // Each its own tasks: two studies may have had different texts at one path.
        var tasks = _services.Tasks(progress, cancellation);
        study = CarriedTask.OfStudy(tasks, study, host.Resolve(text), _services.Data(data));
        using var ledger = _services.OpenLedger(ledgerFolder);
        var services = _services.Services(tasks);
        var result = new StudyRunner(ledger, services).Load(study);
        return
        [
            .. result
                .Cells.Select(cell => Subject(services, cell.Cell.Config, [.. cell.Runs.Where(run => run.State != RunStatus.Missing)]))
                .Where(one => one.Runs.Count > 0),
        ];
    }

    private ComparisonSubject Run(string text)
    {
        var folder = new RunFinder(host).Find(text, ledgerFolder);
        using var variants = RunVariants.Of(folder);
        var own = Record(folder, variants.Config);
        var tasks = _services.Tasks(progress, cancellation);
        _ = CarriedTask.Of(tasks, folder, variants.Config, _services.Data(data));
        return Subject(_services.Services(tasks), variants.Config, allSeeds ? OfVariant(own, variants.Config) : [own]);
    }

    private static RunRecord Record(RunFolder folder, RunConfig config) =>
        RunRecords.Read(
            folder.Path,
            folder.ReadIdentity()?.Id ?? config.Id,
            Ledger.EnvironmentKey(folder.ReadEnvironment()?.Hash ?? ""),
            config.Seed
        );

    /// <summary>A run, and every run of the ledger that differs from it in its seed alone.</summary>
    private List<RunRecord> OfVariant(RunRecord own, RunConfig config)
    {
        using var ledger = _services.OpenLedger(ledgerFolder);
        var listed = ledger.List();
        // Few runs have the same summary: only their configs are read.
        var summary = listed.FirstOrDefault(row => row.Folder == own.Folder)?.Summary;
        var others =
            from row in listed
            where row.Summary == summary && row.Folder != own.Folder
            where new RunFolder(row.Folder).ReadConfigOrNull()?.VariantId == config.VariantId
            select RunRecords.Read(row.Folder, row.Id, row.Environment, row.Seed);
        return [.. others.Prepend(own).OrderBy(run => run.Seed)];
    }

    private static ComparisonSubject Subject(StudyServices services, RunConfig config, IReadOnlyList<RunRecord> runs) =>
        new(
            "",
            [.. ConfigTree.Flatten(config).Where(pair => !NotCompared.Contains(pair.Key) && (pair.Key != "seed" || runs.Count == 1))],
            config.DataFingerprint,
            services.Resolver.MetricOf(config),
            config.Model.ParameterCount(),
            runs
        );

    /// <summary>Names made of what differs; where that is nothing, or the same, of the run's identity.</summary>
    private static List<ComparisonSubject> Named(IReadOnlyList<ComparisonSubject> subjects)
    {
        var differing = ConfigDifference.OfFlat([.. subjects.Select(one => one.Config)]).Select(one => one.Path).ToList();
        // A variant's name says more than its parameters, which follow it.
        var telling = differing.Where(path => !differing.Any(above => path.StartsWith(above + ".", StringComparison.Ordinal))).ToList();
        var names = subjects
            .Select(one =>
            {
                var values = one.Config.ToDictionary();
                var words = telling
                    .Where(values.ContainsKey)
                    .Select(path =>
                        $"{(path.StartsWith("model.", StringComparison.Ordinal) ? path["model.".Length..] : path)}={values[path]}"
                    )
                    .ToList();
                return words.Count > 4 ? string.Join(' ', words.Take(4)) + " …" : string.Join(' ', words);
            })
            .ToList();
        return
        [
            .. subjects.Select(
                (one, index) =>
                {
                    var id = one.Runs[0].Id[..Math.Min(8, one.Runs[0].Id.Length)];
                    var name =
                        names[index].Length == 0 ? id
                        : names.Count(other => other == names[index]) > 1 ? $"{names[index]} ({id})"
                        : names[index];
                    return one with { Name = name };
                }
            ),
        ];
    }
}
