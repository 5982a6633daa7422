using System.CommandLine;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Experiments;
using Workbench.Experiments.Measures;

namespace Workbench.Operations;

/// <summary>Options of <see cref="Reproduce"/>.</summary>
/// <param name="Folders">The experiments' folders.</param>
/// <param name="Budget">How much of each is run.</param>
/// <param name="Record">Whether results are recorded in place of being compared.</param>
/// <param name="Pages">Whether the pages are made again and nothing is run.</param>
/// <param name="JUnit">The file of a JUnit report; null writes none.</param>
/// <param name="Out">The folder of reports and runs.</param>
/// <param name="Execution">Workers and launcher.</param>
public sealed record ReproduceOptions(
    IReadOnlyList<string> Folders,
    ExperimentBudget Budget,
    bool Record,
    bool Pages,
    string? JUnit,
    string Out,
    StudyOptions Execution
);

/// <summary>Runs experiments again and compares the results with the recorded ones.</summary>
/// <param name="host">Folders, clock, worker command.</param>
public sealed class Reproduce(HostEnvironment host) : Operation<ReproduceOptions, ReproduceResult>
{
    private const string Experiments = "experiments";

    private readonly Argument<string[]> _folders = new("experiments")
    {
        Description = "Folders of experiments",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };
    private readonly Option<bool> _all = new("--all") { Description = $"Every experiment in ./{Experiments}" };
    private readonly Option<string> _budget = new("--budget")
    {
        Description = "smoke (at most two minutes each) or full (the study that answers the question)",
        HelpName = "smoke|full",
        DefaultValueFactory = _ => "smoke",
        CompletionSources = { "smoke", "full" },
    };
    private readonly Option<bool> _record = new("--record") { Description = "Record the results instead of comparing them" };
    private readonly Option<bool> _pages = new("--pages") { Description = "Make README.md and CLAIMS.md again; run nothing" };
    private readonly Option<string?> _junit = new("--junit") { Description = "Write a JUnit report for CI servers", HelpName = "file" };
    private readonly Option<string?> _out = new("--out")
    {
        Description = "Folder of the reports and the runs [default: ./studies/reproduced]",
        HelpName = "folder",
    };
    private readonly Option<string?> _workers = SharedOptions.Workers();
    private readonly Option<string?> _launcher = SharedOptions.Launcher();

    /// <inheritdoc/>
    public override string Name => "reproduce";

    /// <inheritdoc/>
    public override string Summary => "Run recorded experiments again and compare results and verdicts";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("reproduce experiments/001-layernorm-placement", "a small study of its question, in at most two minutes"),
            new("reproduce experiments/001-layernorm-placement --budget full", "the study that answers it"),
            new("reproduce --all --junit report.xml", "every experiment's small study, for CI"),
            new("reproduce experiments/001-layernorm-placement --record", "record new results, after a change that is meant"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_folders);
        foreach (var option in (Option[])[_all, _budget, _record, _pages, _junit, _out, _workers, _launcher])
            command.Options.Add(option);
    }

    /// <inheritdoc/>
    public override ReproduceOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        IReadOnlyList<string> folders = [.. (parsed.GetValue(_folders) ?? []).Select(host.Resolve)];
        var known = ExperimentFolder.In(host.Resolve(Experiments));
        if (parsed.GetValue(_all))
            folders = [.. known.Select(one => one.FullPath)];
        if (folders.Count == 0)
            throw new InvalidInputException(
                parsed.GetValue(_all) ? $"there is no experiment in ./{Experiments}" : "which experiments?",
                null,
                known.Count > 0 ? string.Join(", ", known.Select(one => $"{Experiments}/{one.Name}")) : "folders with an experiment.yaml",
                known.Count > 0 ? "Name some, or write --all." : null,
                Experiments
            );
        return new(
            folders,
            parsed.GetValue(_budget) switch
            {
                "smoke" => ExperimentBudget.Smoke,
                "full" => ExperimentBudget.Full,
                var other => throw new InvalidInputException(
                    "there is no budget of this name",
                    other,
                    "smoke, full",
                    Nearest.Question(other ?? "", ["smoke", "full"]),
                    "--budget"
                ),
            },
            parsed.GetValue(_record),
            parsed.GetValue(_pages),
            parsed.GetValue(_junit) is { } file ? host.Resolve(file) : null,
            host.Resolve(parsed.GetValue(_out) ?? Path.Combine("studies", "reproduced")),
            new StudyOptions
            {
                Workers = AblateSymbols.Workers(parsed.GetValue(_workers)),
                Launcher = parsed.GetValue(_launcher) ?? new StudyOptions().Launcher,
            }
        );
    }

    /// <inheritdoc/>
    public override async Task<ReproduceResult> RunAsync(
        ReproduceOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var planned = Check(options, progress, cancellation);
        var results = new List<ReproducedExperiment>();
        if (!options.Pages)
        {
            foreach (var one in planned)
                results.Add(await RunAsync(one, options, progress, cancellation).ConfigureAwait(false));
        }
        if (options.Record || options.Pages)
            WritePages([.. planned.Select(one => one.Folder)]);
        var index = WriteIndex(planned, options.Out);
        var result = new ReproduceResult
        {
            Experiments = results,
            Pages = options.Record || options.Pages,
            Index = index,
            IndexFromHere = host.FromHere(index),
        };
        if (options.JUnit is { } file)
            ReproduceJUnit.Write(file, result, host.Clock.GetUtcNow());
        return result;
    }

    private sealed record Planned(ExperimentFolder Folder, Experiment Experiment, Study Study, Plan? Plan, Recording? Recording);

    /// <summary>Reads everything and compares the configs with the recorded ones, before anything is run.</summary>
    /// <exception cref="InvalidInputException">A file has faults, nothing is recorded, or a config is not the recorded one; lists all
    /// faults.</exception>
    private List<Planned> Check(ReproduceOptions options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        var workbench = new WorkbenchServices(host);
        var tasks = workbench.Tasks(progress, cancellation);
        var services = workbench.Services(tasks);
        var planned = new List<Planned>();
        var faults = new List<Fault>();
        if (options.JUnit is { } file && !Directory.Exists(Path.GetDirectoryName(file)))
            faults.Add(new("a report is written into a folder that exists", file, null, "Create the folder first.", "--junit"));
        foreach (var folder in options.Folders.Select(one => new ExperimentFolder(one)))
        {
            try
            {
                var experiment = folder.Read();
                // The page needs both studies.
                var studies = Enum.GetValues<ExperimentBudget>()
                    .ToDictionary(one => one, one => StudyFolder.ReadStudy(folder.StudyFile(one)));
                var study = workbench.Absolute(studies[options.Budget]);
                var recording = options.Record ? null : folder.ReadRecording(options.Budget);
                var plan = options.Pages ? null : new Planner(services.Resolver, services.Cores).Plan(study);
                planned.Add(new(folder, experiment, study, plan, recording));
                if (plan is not null)
                    foreach (var measure in experiment.Measures)
                        _ = new MeasuredModels(plan, measure.Settings, tasks, host.Clock);
                // A smoke study may leave some of them out.
                if (plan is not null && options.Budget == ExperimentBudget.Full)
                    faults.AddRange(
                        ExpectationFaults.Of(experiment, plan).Select(fault => fault with { Path = $"{folder.Name}: {fault.Path}" })
                    );
                if (plan is not null && !options.Record)
                    RequireRecorded(folder, options.Budget, plan, recording);
            }
            catch (InvalidInputException invalid)
            {
                faults.AddRange(invalid.Faults);
            }
        }
        return faults.Count > 0 ? throw new InvalidInputException(faults) : planned;
    }

    private static void RequireRecorded(ExperimentFolder folder, ExperimentBudget budget, Plan plan, Recording? recording)
    {
        var record = $"{new CommandRef($"reproduce {Experiments}/{folder.Name} --budget {ExperimentFolder.NameOf(budget)} --record")}";
        if (recording is null)
            throw new InvalidInputException(
                "no result is recorded for this budget",
                $"{folder.Name}, {ExperimentFolder.NameOf(budget)}",
                null,
                $"Record one: {record}"
            );
        // What a tuned study's runs are is known only after its trials.
        if (
            plan.Tuning is not null
                ? plan.Id == recording.Study
                : plan.Runs.Select(run => run.Id).ToHashSet().SetEquals(recording.Runs.Select(run => run.Id))
        )
            return;
        var (before, now) = (folder.ReadConfigs(budget).Split('\n').ToHashSet(), StudyFolder.Resolved(plan).Split('\n').ToHashSet());
        var gone = before.Except(now).Select(line => $"- {line}");
        var added = now.Except(before).Select(line => $"+ {line}");
        List<string> changed = [.. gone, .. added];
        throw new InvalidInputException(
            "the configs are not those of the recorded result",
            changed.Count > 0
                ? $"{string.Join("; ", changed.Take(8))}{(changed.Count > 8 ? $"; and {changed.Count - 8} lines more" : "")}"
                : "the same settings, but another version of the numerics",
            null,
            $"Undo the change, or record the result again: {record}",
            folder.Name
        );
    }

    private async Task<ReproducedExperiment> RunAsync(
        Planned one,
        ReproduceOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        var budget = ExperimentFolder.NameOf(options.Budget);
        progress.Report(new StepStarted($"{one.Folder.Name}, {budget}: {one.Plan!.Runs.Count} runs"));
        var folder = Path.Combine(options.Out, $"{one.Folder.Name}-{budget}");
        var (ledger, ended) = (Path.Combine(folder, "ledger"), Path.Combine(folder, "reproduced"));
        // Runs of an earlier call that ended would answer in place of new ones; those of an interrupted call go on.
        if (File.Exists(ended))
        {
            File.Delete(ended);
            if (Directory.Exists(ledger))
                Directory.Delete(ledger, recursive: true);
        }
        var started = host.Clock.GetTimestamp();
        var study = await new Ablate(host)
            .RunAsync(
                new AblateOptions(
                    one.Study,
                    options.Execution with
                    {
                        Out = folder,
                    },
                    ledger,
                    DryRun: false,
                    $"workbench reproduce {Experiments}/{one.Folder.Name} --budget {budget}"
                ),
                progress,
                cancellation
            )
            .ConfigureAwait(false);
        var seconds = host.Clock.GetElapsedTime(started).TotalSeconds;
        IReadOnlyList<Expectation> expectations = [.. one.Experiment.Claims, .. one.Experiment.Predictions];
        var result = new ReproducedExperiment
        {
            Name = one.Folder.Name,
            Budget = budget,
            Runs = one.Plan.Runs.Count,
            Seconds = Math.Round(seconds, 1),
            Report = study.Report!,
            ReportFromHere = study.ReportFromHere,
            Failed = study.Failed,
        };
        if (study.Failed > 0)
            return result;
        var now = Recording.Of(study.Result!, expectations, DateOnly.FromDateTime(host.Clock.GetLocalNow().Date));
        now = now with { Measures = Measured(one, options.Budget, progress, cancellation) };
        AtomicFile.Write(ended, "");
        result = result with { Outcomes = [.. expectations.Select(e => new ExpectationOutcome(e.Source, e.Text, now.OutcomeOf(e)))] };
        if (options.Record)
        {
            one.Folder.Write(options.Budget, now, one.Plan);
            return result with { Recorded = true };
        }
        var compared = Reproduction.Compare(one.Recording!, now, one.Experiment.Tolerance);
        return result with
        {
            SameBits = compared.SameBits,
            LargestDeviation = compared.LargestDeviation,
            Deviations = compared.Deviations,
            Unsettled = compared.Unsettled,
        };
    }

    private List<Measurement> Measured(
        Planned one,
        ExperimentBudget budget,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        // Times over the few seeds of a smoke study say nothing.
        var measures = one.Experiment.Measures.Where(measure => !measure.Timed || budget == ExperimentBudget.Full).ToList();
        var tasks = new WorkbenchServices(host).Tasks(progress, cancellation);
        return measures.ConvertAll(measure =>
        {
            progress.Report(new StepStarted($"{one.Folder.Name}: {Variants.NameOf(measure)}"));
            return measure.Measure(new(one.Plan!, measure.Settings, tasks, host.Clock), cancellation);
        });
    }

    /// <summary>Writes the index of all experiments beside the reports; the siblings of those that were run are in it too.</summary>
    private static string WriteIndex(List<Planned> planned, string reports)
    {
        var parents = planned.Select(one => Path.GetDirectoryName(one.Folder.FullPath)!).Distinct();
        var path = Path.Combine(reports, ExperimentIndexPage.FileName);
        Directory.CreateDirectory(reports);
        AtomicFile.Write(path, ExperimentIndexPage.Of([.. parents.SelectMany(ExperimentFolder.In)], reports));
        return path;
    }

    private static void WritePages(IReadOnlyList<ExperimentFolder> folders)
    {
        foreach (var folder in folders)
            AtomicFile.Write(folder.Page, ExperimentPage.Of(folder));
        foreach (var parent in folders.Select(folder => Path.GetDirectoryName(folder.FullPath)!).Distinct())
            AtomicFile.Write(Path.Combine(parent, "CLAIMS.md"), ExperimentPage.Claims(ExperimentFolder.In(parent)));
    }
}
