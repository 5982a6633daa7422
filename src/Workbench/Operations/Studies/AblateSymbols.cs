using System.CommandLine;
using System.Globalization;
using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>The arguments and options of a study.</summary>
internal sealed class AblateSymbols
{
    private static readonly TimeSpan DefaultTrial = TimeSpan.FromSeconds(20);

    private readonly Argument<string[]> _axes = new("axes")
    {
        Description = "Axes: path=value,value or \"{path=value path=value, …}\"; a path with one value applies to every run",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _study = new("--study")
    {
        Description = "A study.yaml, or the folder of a study; other options override it",
        HelpName = "file",
    };
    private readonly Option<string?> _base = SharedOptions.Base();
    private readonly Option<string?> _task = SharedOptions.Task();
    private readonly Option<string?> _tokenizer = SharedOptions.Tokenizer();
    private readonly Option<string?> _data = SharedOptions.Data();
    private readonly Option<string?> _initFrom = SharedOptions.InitFrom();
    private readonly Option<int?> _seeds = new("--seeds")
    {
        Description = "Seeds 1, 2, …; the same for every variant, so that runs are paired [default: 5]",
        HelpName = "n",
    };
    private readonly Option<int?> _steps = SharedOptions.Steps();
    private readonly Option<string[]> _set = SharedOptions.Set();

    private readonly Option<string?> _search = new("--search")
    {
        Description = "Which cells of the grid to compute: grid, one-at-a-time, random:cells=50, halving:eta=2:rungs=3 [default: grid]",
        HelpName = "search",
    };

    private readonly Option<string?> _match = new("--match")
    {
        Description = "Adjust the inner width of each variant's feed-forward networks to the baseline's: params, or flops per token",
        HelpName = "quantity",
    };

    private readonly Option<string?> _tune = new("--tune")
    {
        Description = "A setting to choose for each variant first, at equal effort: train.learningRate=3e-4,1e-3,3e-3",
        HelpName = "path=values",
    };

    private readonly Option<int?> _tuneSeeds = new("--tune-seeds")
    {
        Description = "Seeds of each trial of --tune; not the study's seeds [default: 2]",
        HelpName = "n",
    };

    private readonly Option<bool> _skipInvalid = new("--skip-invalid")
    {
        Description = "Leave out combinations that cannot be built, such as delta attention in an encoder; the audit lists the reasons",
    };

    private readonly Option<string[]> _baseline = new("--baseline")
    {
        Description = "The values to compare with: \"placement=post position=rope\" [default: the first value of each axis]",
        HelpName = "path=value",
        DefaultValueFactory = _ => [],
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _epsilon = new("--epsilon")
    {
        Description = "The difference that does not matter: a share of the baseline's mean, or an amount of the metric [default: 1%]",
        HelpName = "amount",
    };

    private readonly Option<string?> _until = new("--until")
    {
        Description = "decided: stop at the first seed at which every comparison is decided; --seeds is then the most",
        HelpName = "decided",
    };

    private readonly Option<string?> _lengths = SharedOptions.EvalLengths();
    private readonly Option<string?> _workers = SharedOptions.Workers();
    private readonly Option<int?> _threads = SharedOptions.Threads();
    private readonly Option<string?> _launcher = SharedOptions.Launcher();
    private readonly Option<string?> _budget = new("--budget")
    {
        Description = "Start no further seed when it is spent: 10m, cpu:2h, tokens:50M, flops:1e15, or several with commas",
        HelpName = "budget",
    };
    private readonly Option<string?> _device = SharedOptions.Device();
    private readonly Option<string?> _dtype = SharedOptions.Dtype();
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();
    private readonly Option<string?> _out = new("--out")
    {
        Description = "Folder of the report [default: ./studies/<axes>-<id>]",
        HelpName = "folder",
    };
    private readonly Option<string?> _ledger = SharedOptions.Ledger();
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Show the plan, the audit and the cost, which a short trial predicts; write nothing",
    };
    private readonly Option<string?> _trial = new("--trial")
    {
        Description = "The most time for the trial of --dry-run, or off [default: 20s]",
        HelpName = "time|off",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_axes);
        if (command is OperationCommand own)
            own.Besides = Faults;
        foreach (
            var option in (Option[])
                [
                    _base,
                    _task,
                    _tokenizer,
                    _data,
                    _initFrom,
                    _seeds,
                    _steps,
                    _set,
                    _search,
                    _skipInvalid,
                    _match,
                    _tune,
                    _tuneSeeds,
                    _baseline,
                    _epsilon,
                    _until,
                    _lengths,
                    _study,
                    _workers,
                    _threads,
                    _launcher,
                    _budget,
                    _device,
                    _dtype,
                    _plugin,
                    _out,
                    _ledger,
                    _dryRun,
                    _trial,
                ]
        )
            command.Options.Add(option);
    }

    /// <summary>The weights that are named on a command line; null where none are.</summary>
    public string? InitFrom(ParseResult parsed) => parsed.GetValue(_initFrom);

    /// <summary>The faults of axes and settings, for a command line that has other faults too.</summary>
    private IReadOnlyList<Fault> Faults(ParseResult parsed)
    {
        // The variants of plug-ins are unknown until the study loads the plug-ins.
        if (parsed.Given(_plugin))
            return [];
        var (axes, settings) = Split([
            .. (parsed.GetResult(_axes)?.Tokens ?? [])
                .Select(token => token.Value)
                .Where(word => word.Contains('=') && !word.StartsWith('-')),
        ]);
        return Planner.FaultsOf(new Study { Axes = axes, Settings = settings });
    }

    // Only the task lm takes other tokens than characters.
    // Where no base is named, the model is that of the weights.
    private static string BaseOf(Study study, string? weights) =>
        weights is not null && study.Base == new Study().Base && InitialWeights.ModelOf(weights) is not null ? weights : study.Base;

    private static string TaskOf(Study study, IEnumerable<string> words) =>
        study.Task == new Study().Task && words.Any(word => word.Contains("tokenizer=") && !word.EndsWith("tokenizer=char"))
            ? "lm"
            : study.Task;

    // A path with a single value is not an axis, but a setting of every run.
    private static (List<string> Axes, List<string> Settings) Split(string[] words)
    {
        var axes = words.Where(word => word.Contains(',') || word.TrimStart().StartsWith('{') || !word.Contains('=')).ToList();
        return (axes, [.. words.Except(axes)]);
    }

    public AblateOptions Bind(ParseResult parsed, WorkbenchServices services, HostEnvironment host)
    {
        var study = parsed.GetValue(_study) is { } file ? StudyFolder.ReadStudy(host.Resolve(file)) : new Study();
        var words = parsed.GetValue(_axes) ?? [];
        if (words.Length == 0 && !parsed.Given(_study))
            throw new InvalidInputException(
                "a study needs at least one axis",
                null,
                "path=value,value",
                $"For instance: {new CommandRef("ablate position=rope,alibi")}. For a single model: {new CommandRef("train")}",
                "axes"
            );
        var (axes, settings) = Split(words);
        settings.AddRange(parsed.GetValue(_set) ?? []);
        if (parsed.GetValue(_tokenizer) is { } tokenizer)
            settings.Add($"tokenizer={tokenizer}");
        if (parsed.GetValue(_until) is { } until && until != StoppingRule.Decided)
            throw new InvalidInputException([StoppingRule.Fault(until) with { Path = "--until" }]);
        if (parsed.GetValue(_steps) is { } steps)
            settings.Add(string.Create(CultureInfo.InvariantCulture, $"train.steps={steps}"));
        if (parsed.GetValue(_lengths) is { } lengths)
            settings.Add($"train.evalLengths={lengths}");
        var weights = parsed.GetValue(_initFrom) is { } from ? new RunFinder(host).WeightsOf(from, parsed.GetValue(_ledger)) : null;
        study = study with
        {
            Axes = axes.Count > 0 ? axes : study.Axes,
            Settings = [.. study.Settings.Where(old => !settings.Any(one => PathOf(one) == PathOf(old))), .. settings],
            Base = parsed.GetValue(_base) ?? BaseOf(study, weights),
            Task = parsed.GetValue(_task) ?? TaskOf(study, axes.Concat(settings)),
            Data = services.Data(parsed.GetValue(_data) ?? study.Data),
            InitFrom = weights ?? study.InitFrom,
            SeedCount = parsed.GetValue(_seeds) ?? study.SeedCount,
            Search = parsed.GetValue(_search) ?? study.Search,
            SkipInvalid = parsed.GetValue(_skipInvalid) || study.SkipInvalid,
            Match = parsed.GetValue(_match) ?? study.Match,
            Tune = parsed.GetValue(_tune) ?? study.Tune,
            TuneSeeds = parsed.GetValue(_tuneSeeds) ?? study.TuneSeeds,
            Baseline = parsed.Given(_baseline) ? parsed.GetValue(_baseline)! : study.Baseline,
            Epsilon = parsed.GetValue(_epsilon) ?? study.Epsilon,
            Until = parsed.GetValue(_until) ?? study.Until,
            Threads = parsed.GetValue(_threads) ?? study.Threads,
            Device = parsed.GetValue(_device) ?? study.Device,
            Dtype = parsed.GetValue(_dtype) ?? study.Dtype,
            Plugins = parsed.Given(_plugin) ? services.Plugins(parsed.GetValue(_plugin)!) : study.Plugins,
        };
        var execution = new StudyOptions
        {
            Workers = Workers(parsed.GetValue(_workers)),
            Budget = parsed.GetValue(_budget) is { } budget ? Budgets.Parse(budget, "--budget") : null,
            Out = parsed.GetValue(_out) is { } folder ? host.Resolve(folder) : null,
        };
        if (parsed.GetValue(_launcher) is { } launcher)
            execution = execution with { Launcher = launcher };
        return new AblateOptions(
            study,
            execution,
            parsed.GetValue(_ledger),
            parsed.GetValue(_dryRun),
            StudyCommandLine.Of(parsed),
            parsed.GetValue(_study) is { } place ? StudyFolder.ReadTask(host.Resolve(place)) : null,
            parsed.Given(_data),
            parsed.GetValue(_trial) switch
            {
                null => DefaultTrial,
                "off" => null,
                var time => Durations.Parse(time, "--trial"),
            }
        );
    }

    private static string PathOf(string setting) => setting.Split('=')[0].Trim();

    /// <summary>The number of worker processes; null for auto.</summary>
    internal static int? Workers(string? text) =>
        text switch
        {
            null or "auto" => null,
            _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => count,
            _ => throw new InvalidInputException("must be a number of processes", text, "auto, or 1 and more", null, "--workers"),
        };
}
