using System.Globalization;

namespace Workbench.Ablation;

/// <summary>
/// Definition of an ablation study: a base config, axes to vary, a task and a number of seeds. Contains no results and nothing about the
/// machine. The command line, the magics, C# and study.yaml all produce this record.
/// </summary>
public sealed record Study
{
    /// <summary>A preset ("tiny-gpt") or the path of a config file.</summary>
    public string Base { get; init; } = "tiny-gpt";

    /// <summary>Axes as written: "position=rope,alibi" or "{placement=pre train.warmup=0, placement=post train.warmup=200}".</summary>
    public IReadOnlyList<string> Axes { get; init; } = [];

    /// <summary>
    /// Which combinations of the axes' values are cells, as a variant of <see cref="Search.SearchConfig"/>: "grid", "one-at-a-time",
    /// "random:cells=20", "halving:eta=2:rungs=3".
    /// </summary>
    public string Search { get; init; } = "grid";

    /// <summary>
    /// Whether combinations that cannot be built are left out; the audit then says how many, and why. Default false: the study is refused
    /// with all reasons. The baseline is never left out.
    /// </summary>
    public bool SkipInvalid { get; init; }

    /// <summary>
    /// "params" or "flops": every variant gets the inner width of its feed-forward networks at which it has as many parameters, or needs as
    /// many operations per token, as the baseline. Null leaves sizes as they are.
    /// </summary>
    public string? Match { get; init; }

    /// <summary>
    /// A training setting with the values to try for each cell before the comparison: "train.learningRate=3e-4,1e-3,3e-3". Every cell then
    /// runs with the value that was best for it. Null tunes nothing.
    /// </summary>
    public string? Tune { get; init; }

    /// <summary>Number of seeds of each trial of <see cref="Tune"/>; they are not the study's seeds.</summary>
    public int TuneSeeds { get; init; } = 2;

    /// <summary>Settings that hold in every cell, as written: "train.steps=200".</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The task with its arguments: "char-lm", "mqar:pairs=8".</summary>
    public string Task { get; init; } = "char-lm";

    /// <summary>A corpus of the catalogue or the path of a text file; null where the task needs none.</summary>
    public string? Data { get; init; }

    /// <summary>Saved weights that every run starts from: a run's folder, a folder with a model, or a file; null for drawn ones.</summary>
    public string? InitFrom { get; init; }

    /// <summary>Number of seeds, 1, 2, … ; one seed gives no interval.</summary>
    public int SeedCount { get; init; } = 5;

    /// <summary>Axis values of the baseline, as written ("placement=post"); an axis that is not named keeps its first value.</summary>
    public IReadOnlyList<string> Baseline { get; init; } = [];

    /// <summary>
    /// The equivalence margin, the largest difference that does not matter: "1%" of the baseline's mean metric, or an amount in the
    /// metric's unit ("0.02").
    /// </summary>
    public string Epsilon { get; init; } = "1%";

    /// <summary>
    /// "decided": the study stops by itself at the first seed at which every comparison is decided, and <see cref="SeedCount"/> is the most
    /// seeds. Verdicts then come from anytime-valid intervals (<see cref="Statistics.ConfidenceSequence"/>). Null runs all seeds.
    /// </summary>
    public string? Until { get; init; }

    /// <summary>The device of the runs: "cpu", "cuda".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>The type of weights and activations.</summary>
    public string Dtype { get; init; } = "float32";

    /// <summary>Threads per run; null chooses by the model's size. Part of the plan.</summary>
    public int? Threads { get; init; }

    /// <summary>Paths of plug-ins with additional variants (see <see cref="WorkbenchPluginAttribute"/>).</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>A study of <paramref name="baseConfig"/>.</summary>
    public static Study From(string baseConfig) => new() { Base = baseConfig };

    /// <summary>Adds an axis: <c>Vary("heads", "mha", "mqa")</c>.</summary>
    public Study Vary(string axis, params IReadOnlyList<string> values) =>
        this with
        {
            Axes = [.. Axes, $"{axis}={string.Join(",", values)}"],
        };

    /// <summary>
    /// Adds an axis of couplings: <c>VaryTogether("placement=pre train.warmup=0", "placement=post train.warmup=200")</c>.
    /// </summary>
    public Study VaryTogether(params IReadOnlyList<string> couplings) =>
        this with
        {
            Axes = [.. Axes, $"{{{string.Join(", ", couplings)}}}"],
        };

    /// <summary>
    /// Adds a setting for every cell: <c>With("train.steps", "200")</c>. Replaces an earlier setting of the same path.
    /// </summary>
    public Study With(string path, string value) =>
        this with
        {
            Settings = [.. Settings.Where(old => old.Split('=')[0].Trim() != path), $"{path}={value}"],
        };

    /// <summary>Sets the number of training steps per run.</summary>
    public Study Steps(int count) => With("train.steps", count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sets the task and its data.</summary>
    public Study On(string task, string? data = null) => this with { Task = task, Data = data };

    /// <summary>Sets the number of seeds.</summary>
    public Study Seeds(int count) => this with { SeedCount = count };
}
