using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Plotly.NET;
using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Data.Tasks;
using Workbench.Reporting;
using Workbench.Statistics;
using Workbench.Tokenizers;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Options of <see cref="Train"/>.</summary>
/// <param name="Config">Returns the config, before settings that depend on the data are filled in.</param>
/// <param name="Threads">The number of threads; null for all cores.</param>
/// <param name="Plugins">Assemblies with additional variants.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
public sealed record TrainOptions(Func<RunConfig> Config, int? Threads, IReadOnlyList<string> Plugins, string? Ledger);

/// <summary>The result of a run.</summary>
/// <param name="Id">The run's identity; <c>generate</c> and <c>runs show</c> accept its first digits.</param>
/// <param name="Folder">The run's folder.</param>
/// <param name="State">How the run ended.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Unit">The metric's unit.</param>
/// <param name="FinalMetric">The metric after the last step; null unless the run completed.</param>
/// <param name="Validation">The metric by step.</param>
/// <param name="ByContext">The metric after the last step, by context length.</param>
/// <param name="TokensPerSecond">The training throughput.</param>
/// <param name="PeakMemoryBytes">The peak memory in bytes.</param>
/// <param name="Seconds">The time spent in training steps, in seconds.</param>
/// <param name="Reused">Whether the result was already in the ledger.</param>
/// <param name="Error">The reason why the run failed or diverged; null otherwise.</param>
public sealed record TrainResult(
    string Id,
    string Folder,
    RunStatus State,
    string Metric,
    string Unit,
    double? FinalMetric,
    IReadOnlyList<SeriesPoint> Validation,
    IReadOnlyDictionary<int, double> ByContext,
    double TokensPerSecond,
    long PeakMemoryBytes,
    double Seconds,
    bool Reused,
    string? Error
) : IPartialResult, IHasFigures
{
    /// <summary>The task's reference values; null for a rank that does not report.</summary>
    public TaskFloors? Floors { get; init; }

    /// <summary>The run's figures: <c>run.Figures.LearningCurves</c>; null when there are none.</summary>
    [JsonIgnore]
    public StudyFigures? Figures { get; init; }

    /// <summary>
    /// A shell command that tries the run's model on a text (generate, or predict where the task asks about texts), with the ledger and
    /// plug-ins of this run; null when the run did not complete or has no text.
    /// </summary>
    [JsonIgnore]
    public string? TryLine { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<object> Illustrations => Figures is { } figures && Validation.Count > 0 ? [figures.LearningCurves] : [];

    /// <inheritdoc/>
    [JsonIgnore]
    public ExitCode ExitCode =>
        State switch
        {
            RunStatus.Completed or RunStatus.Diverged => ExitCode.Done,
            RunStatus.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.RunFailed,
        };
}

/// <summary>Trains one config in this process. A completed run is returned from the ledger; an interrupted run is resumed.</summary>
/// <param name="host">Folders and clock.</param>
public sealed class Train(HostEnvironment host) : Operation<TrainOptions, TrainResult>
{
    private static readonly TimeSpan OwnClaimTimeout = TimeSpan.FromSeconds(10);

    private readonly Argument<string[]> _settings = new("settings")
    {
        Description = "Settings: position=rope heads=gqa:2 train.learningRate=3e-4",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _base = SharedOptions.Base();
    private readonly Option<string?> _initFrom = SharedOptions.InitFrom();
    private readonly Option<string?> _task = SharedOptions.Task();
    private readonly Option<string?> _tokenizer = SharedOptions.Tokenizer();
    private readonly Option<string?> _data = SharedOptions.Data();
    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Seed of all random streams: initial weights, batches, dropout",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int?> _steps = SharedOptions.Steps();
    private readonly Option<string?> _lengths = SharedOptions.EvalLengths();
    private readonly Option<int?> _threads = SharedOptions.Threads(
        "Threads of the run, or of each rank [default: all cores; the ranks of mpirun --bind-to none share them]"
    );
    private readonly Option<string?> _device = SharedOptions.Device();
    private readonly Option<string?> _dtype = SharedOptions.Dtype();
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "train";

    /// <inheritdoc/>
    public override string Summary => "Train one model; the same command resumes an interrupted run, bit for bit";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("train position=rope --data sotu --steps 500", "a tiny GPT with rotary positions"),
            new("train --init-from 1f3a9c04 --data path/to/text.txt train.keepInitial=embedding.*", "fine-tune a run on another text"),
            new("train --tokenizer bpe:4096 --steps 500", "trains a byte-pair encoding first; the metric is bits per byte"),
            new("train --base small-gpt train.learningRate=3e-4 --data path/to/text.txt.gz", "a larger model on your own text"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_settings);
        foreach (
            var option in (Option[])
                [_base, _initFrom, _task, _tokenizer, _data, _seed, _steps, _lengths, _threads, _device, _dtype, _plugin, _ledger]
        )
            command.Options.Add(option);
    }

    /// <inheritdoc/>
    public override void Fetch(ParseResult parsed, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        new WorkbenchServices(host).Fetch(parsed.GetValue(_initFrom), progress, cancellation);
    }

    /// <inheritdoc/>
    public override TrainOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var services = new WorkbenchServices(host);
        var plugins = services.Plugins(parsed.GetValue(_plugin) ?? []);
        return new TrainOptions(() => Config(parsed, services), parsed.GetValue(_threads), plugins, parsed.GetValue(_ledger));
    }

    private RunConfig Config(ParseResult parsed, WorkbenchServices services)
    {
        var faults = new List<Fault>();
        var config = new RunConfig();
        var start = parsed.GetValue(_base) ?? "tiny-gpt";
        RunSettings.Collect(() => config = StudyBase.Read(StudyBase.LooksLikePath(start) ? host.Resolve(start) : start), faults);
        if (parsed.GetValue(_initFrom) is { } from)
            RunSettings.Collect(
                () =>
                {
                    var path = new RunFinder(host).WeightsOf(from, parsed.GetValue(_ledger));
                    // Without a base, the model is that of the weights.
                    var model = parsed.GetValue(_base) is null ? InitialWeights.ModelOf(path) : null;
                    config = config with { InitFrom = path, Model = model ?? config.Model };
                },
                faults
            );
        if (parsed.GetValue(_task) is { } task)
            RunSettings.Collect(() => config = config with { Task = Variants.Parse<TaskConfig>(task) }, faults);
        config = config with
        {
            Data = services.Data(parsed.GetValue(_data)) ?? config.Data,
            Seed = parsed.GetValue(_seed),
            Device = parsed.GetValue(_device) ?? config.Device,
            Dtype = parsed.GetValue(_dtype) ?? config.Dtype,
        };
        if (parsed.GetValue(_steps) is { } steps)
            config = config with { Train = config.Train with { Steps = steps } };
        if (parsed.GetValue(_lengths) is { } lengths)
            config = config with { Train = config.Train with { EvalLengths = lengths } };
        if (parsed.GetValue(_tokenizer) is { } tokenizer)
            RunSettings.Collect(() => config = config with { Tokenizer = Variants.Parse<TokenizerConfig>(tokenizer) }, faults);
        config = RunSettings.Apply(config, parsed.GetValue(_settings) ?? [], faults);
        if (!parsed.Given(_task) && config is { Tokenizer: not (Characters or TaskTokenizer), Task: CharLm })
            config = config with { Task = new Lm() };
        return faults.Count > 0 ? throw new InvalidInputException(faults) : config;
    }

    /// <inheritdoc/>
    public override async Task<TrainResult> RunAsync(
        TrainOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var workbench = new WorkbenchServices(host);
        if (options.Threads is < 1 or > Planner.ThreadLimit)
            throw new InvalidInputException([Planner.ThreadFault(options.Threads.Value, Environment.ProcessorCount, "--threads")]);
        var ranks = host.Ranks;
        if (ranks is { IsFirst: false })
            progress = new Progress<OperationEvent>();
        else
            OutputFolderCheck.Require(OutputFolderCheck.Ledger(workbench.LedgerFolder(options.Ledger), 50_000_000));
        Plugins.Load(options.Plugins);
        var tasks = workbench.Tasks(progress, cancellation);
        var services = workbench.Services(tasks);
        var unresolved = options.Config();
        var config = await Task.Run(() => services.Resolver.Resolve(unresolved) with { Code = Plugins.CodeOf(unresolved) }, cancellation)
            .ConfigureAwait(false);
        var threads = options.Threads ?? ranks?.Threads(services.Cores) ?? services.Cores;
        var metric = services.Resolver.MetricOf(config);
        ranks?.CheckBatch(config);
        ranks?.CheckSame(config, services.Environment(threads), cancellation);
        if (ranks is { IsFirst: false })
            return await FollowAsync(ranks, services, config, threads, options, metric, cancellation).ConfigureAwait(false);

        var task = new Lazy<ITask>(() => tasks.Get(config.Task, config.Data, config.Tokenizer));
        var floors = new Lazy<TaskFloors>(() => task.Value.Floors(config.Model.Context));
        using var ledger = workbench.OpenLedger(options.Ledger);
        var here = services.Environment(threads);
        var environment = Ledger.EnvironmentKey(here.Hash);
        var known = ledger.Read(config.Id, environment, config.Seed);
        foreach (var notice in ledger.Notices)
            progress.Report(new WarningRaised(notice));
        if (known.Answers(config))
        {
            services.Resolver.Complete(config, new RunFolder(known.Folder));
            return Result(known.For(config), metric, reused: true, options, task.Value, floors.Value);
        }
        ledger.RequireWritable();
        CheckRanks(ranks, ledger, config, here);
        // After an interrupt, this process can still hold the claim while it finishes a step and writes a checkpoint, and mpirun ends a moment
        // before the ranks that it has killed: wait for that. Do not wait for another process.
        var path = ledger.ClaimOf(config.Id, environment);
        using var claim =
            await FileLock
                .TakeAsync(path, ranks is not null || FileLock.IsHeldHere(path) ? OwnClaimTimeout : TimeSpan.Zero, host.Clock, cancellation)
                .ConfigureAwait(false)
            ?? throw new InvalidInputException(
                "another process is computing this run",
                FileLock.HolderOf(path),
                null,
                "Wait for that process, or stop it."
            );
        progress.Report(
            new StepStarted(
                known.IsFinished
                    ? $"evaluating run {config.Id[..12]} at "
                        + $"{string.Join(", ", config.OtherLengths.Except(known.MetricByContext.Keys))} tokens"
                    : $"training {config.Model.ParameterCount():N0} parameters for {config.Train.Steps:N0} steps on {threads} "
                        + $"{(threads == 1 ? "thread" : "threads")}{(ranks is null ? "" : $" of each of {ranks.Size} ranks")}; "
                        + $"run {config.Id[..12]}"
            )
        );
        var job = new RunJob(
            config,
            ledger.FolderOf(config.Id, environment),
            threads,
            [.. options.Plugins, .. Plugins.Save([config], ledger.PluginsFolder)]
        );
        new RunFolder(job.Folder).WritePlugins(config.Code.Length > 0 ? job.Plugins : []);
        if (ranks is not null)
        {
            ranks.Agree(cancellation);
            ranks.FromFirst(job.Folder);
        }
        var name = $"run {config.Id[..8]}";
        var result = await DedicatedThread
            .Run(() => RunGuard.Execute(services.Executor, job, new TrainingProgress(name, config, metric, floors, progress), cancellation))
            .ConfigureAwait(false);
        progress.Report(new TaskEnded(name));
        cancellation.ThrowIfCancellationRequested();
        if (ranks?.IsInterrupted == true)
            throw new OperationCanceledException();
        var record = RunRecords.Of(known with { Folder = job.Folder }, result, config.Model.Context).For(config);
        return Result(record, metric, reused: false, options, task.Value, floors.Value);
    }

    /// <summary>Computes this rank's part of the run that rank 0 has found to be computed.</summary>
    private static async Task<TrainResult> FollowAsync(
        RankGroup ranks,
        StudyServices services,
        RunConfig config,
        int threads,
        TrainOptions options,
        Metric metric,
        CancellationToken cancellation
    )
    {
        ranks.Agree(cancellation);
        var job = new RunJob(config, ranks.FromFirst(""), threads, options.Plugins);
        var result = await DedicatedThread
            .Run(() => services.Executor.Execute(job, new Progress<TrainingEvent>(), cancellation))
            .ConfigureAwait(false);
        var run = new RunRecord
        {
            Id = config.Id,
            Environment = "",
            Folder = job.Folder,
            State = result.Status,
        };
        return Result(RunRecords.Of(run, result, config.Model.Context), metric, reused: false, options, task: null, floors: null);
    }

    /// <summary>Checks that no run of another number of ranks is unfinished, which is in another environment's folder.</summary>
    private static void CheckRanks(RankGroup? ranks, Ledger ledger, RunConfig config, RunEnvironment here)
    {
        foreach (var other in ledger.EnvironmentsOf(config.Id).Select(one => new RunFolder(ledger.FolderOf(config.Id, one))))
        {
            if (other.ReadEnvironment() is { } there && Machine(there) == Machine(here) && other.ReadResult()?.Answers(config) != true)
                RankChecks.CheckSize(ranks, other);
        }

        // The default number of threads depends on the number of ranks.
        static string Machine(RunEnvironment one) => (one with { Parallel = null, Threads = 1 }).Hash;
    }

    private static TrainResult Result(RunRecord run, Metric metric, bool reused, TrainOptions options, ITask? task, TaskFloors? floors) =>
        new(
            run.Id,
            run.Folder,
            run.State,
            metric.Name,
            metric.Unit,
            run.FinalMetric,
            run.ValidationCurve,
            run.MetricByContext,
            run.TokensPerSecond,
            run.PeakMemoryBytes,
            run.Seconds,
            reused,
            run.Error
        )
        {
            Floors = floors,
            Figures = new StudyFigures(ReportMapping.OfRun(run, metric, floors)),
            TryLine =
                run.State == RunStatus.Completed && Trial(task, run) is { } trial
                    ? StudyCommandLine.Of([.. trial, .. LedgerAndPlugins(options)])
                    : null,
        };

    /// <summary>The command that tries a model on a text; null where its task has none.</summary>
    private static string[]? Trial(ITask? task, RunRecord run)
    {
        var id = run.Id[..12];
        return task switch
        {
            IReadsText { Kind: TaskKind.PairClasses, Sample: var text } => ["predict", id, "--text", text, "--second", text],
            IReadsText { Sample: var text } => ["predict", id, "--text", text],
            _ => new RunFolder(run.Folder).ReadTask()?.SamplePrompt is { } prompt ? ["generate", id, "--prompt", prompt] : null,
        };
    }

    /// <summary>The options that another command needs to find the run and to load its variants.</summary>
    private static IEnumerable<string> LedgerAndPlugins(TrainOptions options) =>
        (options.Ledger is { } ledger ? (string[])["--ledger", ledger] : []).Concat(
            options.Plugins.SelectMany(plugin => (string[])["--plugin", plugin])
        );

    private sealed class TrainingProgress(
        string name,
        RunConfig config,
        Metric metric,
        Lazy<TaskFloors> floors,
        IProgress<OperationEvent> progress
    ) : IProgress<TrainingEvent>
    {
        private readonly Lock _gate = new();
        private readonly List<SeriesPoint> _training = [];
        private readonly List<SeriesPoint> _curve = [];
        private string _validation = "";

        public void Report(TrainingEvent value)
        {
            switch (value)
            {
                case Started started:
                    progress.Report(new FigureOffered(Draw));
                    if (started.FirstStep > 0)
                        progress.Report(new StepStarted($"resuming from step {started.FirstStep}"));
                    break;
                case StepCompleted step:
                    lock (_gate)
                        _training.Add(new SeriesPoint((int)step.Step, step.Loss));
                    progress.Report(
                        new Advanced(
                            name,
                            step.Step,
                            config.Train.Steps,
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"loss {step.Loss:0.000}{_validation}, {step.TokensPerSecond:0} tokens/s"
                            )
                        )
                    );
                    break;
                case Evaluated evaluated:
                    if (evaluated.Context == config.Model.Context)
                    {
                        lock (_gate)
                            _curve.Add(new SeriesPoint((int)evaluated.Step, evaluated.Metric));
                    }
                    _validation = string.Create(CultureInfo.InvariantCulture, $", validation {evaluated.Metric:0.000}");
                    break;
                case Notice notice:
                    progress.Report(notice.IsWarning ? new WarningRaised(notice.Text) : new StepStarted(notice.Text));
                    break;
            }
        }

        private GenericChart? Draw()
        {
            var run = new RunRecord
            {
                Id = config.Id,
                Environment = "",
                Folder = "",
                Seed = config.Seed,
                State = RunStatus.Running,
            };
            lock (_gate)
                run = run with { TrainingCurve = [.. _training], ValidationCurve = [.. _curve] };
            return run.TrainingCurve.Count == 0 ? null : new StudyFigures(ReportMapping.OfRun(run, metric, floors.Value)).LearningCurves;
        }
    }
}
