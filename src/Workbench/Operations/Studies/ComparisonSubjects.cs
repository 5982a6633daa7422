using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Finds the subjects of a comparison.</summary>
/// <param name="host">Gives the default ledger's folder.</param>
/// <param name="ledgerFolder">The ledger's folder; null for the default.</param>
/// <param name="allSeeds">Whether to add the runs in the ledger that differ only in their seed.</param>
/// <param name="data">The text that all subjects were trained on; null for the texts recorded in the runs.</param>
/// <param name="progress">Receives the events of downloads.</param>
/// <param name="cancellation">Stops downloads.</param>
internal sealed class ComparisonSubjects(
    HostEnvironment host,
    string? ledgerFolder,
    bool allSeeds,
    string? data,
    IProgress<OperationEvent> progress,
    CancellationToken cancellation
)
{
    // Settings that follow from other settings or do not change the training.
    private static readonly string[] NotCompared = ["dataFingerprint", "tokenizerFingerprint", "code", "train.evalLengths"];

    // Identities from names of ledger folders are cut to this length; those in run folders are complete.
    private const int IdDigits = 32;

    private readonly WorkbenchServices _services = new(host);

    /// <summary>The distinct subjects in the given order, with distinguishing names.</summary>
    public IReadOnlyList<ComparisonSubject> Find(IEnumerable<string> texts, List<Fault> faults)
    {
        var found = new List<ComparisonSubject>();
        foreach (var text in texts)
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
        // A new task source for each study: two studies can have had different texts at one path.
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

    /// <summary>A run and all runs in the ledger that differ from it only in their seed.</summary>
    private List<RunRecord> OfVariant(RunRecord own, RunConfig config)
    {
        using var ledger = _services.OpenLedger(ledgerFolder);
        var listed = ledger.List();
        // Filtering by summary first avoids reading the config of every run.
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

    /// <summary>Names the subjects after their differing settings. Subjects without a unique name get the first run's identity.</summary>
    private static List<ComparisonSubject> Named(IReadOnlyList<ComparisonSubject> subjects)
    {
        var differing = ConfigDifference.OfFlat([.. subjects.Select(one => one.Config)]).Select(one => one.Path).ToList();
        // Parameters of a differing variant are left out: the variant's name is enough.
        var shown = differing.Where(path => !differing.Any(above => path.StartsWith(above + ".", StringComparison.Ordinal))).ToList();
        var names = subjects
            .Select(one =>
            {
                var values = one.Config.ToDictionary();
                var words = shown
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
