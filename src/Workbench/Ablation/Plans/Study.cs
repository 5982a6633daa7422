using System.Globalization;

namespace Workbench.Ablation;

/// <summary>
/// A question as a value: a base config, axes to vary, a task and a number of seeds. It names no result and no machine; the same record
/// comes from the command line, from a magic, from C# and from a study.yaml.
/// </summary>
public sealed record Study
{
    /// <summary>A preset ("tiny-gpt") or the path of a config file.</summary>
    public string Base { get; init; } = "tiny-gpt";

    /// <summary>Axes as written: "position=rope,alibi" or "{placement=pre train.warmup=0, placement=post train.warmup=200}".</summary>
    public IReadOnlyList<string> Axes { get; init; } = [];

    /// <summary>Settings that hold in every cell, as written: "train.steps=200".</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The task with its arguments: "char-lm", "mqar:pairs=8".</summary>
    public string Task { get; init; } = "char-lm";

    /// <summary>A corpus of the catalogue or the path of a text file; null where the task needs none.</summary>
    public string? Data { get; init; }

    /// <summary>Number of seeds, 1, 2, … ; one seed gives no interval.</summary>
    public int SeedCount { get; init; } = 5;

    /// <summary>Axis values that make the baseline, as written ("placement=post"); an axis not named keeps its first value.</summary>
    public IReadOnlyList<string> Baseline { get; init; } = [];

    /// <summary>
    /// The difference that does not matter: "1%" of the baseline's mean metric, or an amount in the metric's unit ("0.02").
    /// </summary>
    public string Epsilon { get; init; } = "1%";

    /// <summary>Where runs compute: "cpu", "cuda".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>The type of weights and activations.</summary>
    public string Dtype { get; init; } = "float32";

    /// <summary>Threads of each run; null lets the model's size decide. Part of the plan.</summary>
    public int? Threads { get; init; }

    /// <summary>Assemblies that bring variants of their own (see <see cref="WorkbenchPluginAttribute"/>).</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>A study of <paramref name="baseConfig"/>.</summary>
    public static Study From(string baseConfig) => new() { Base = baseConfig };

    /// <summary>This study with one more axis: <c>Vary("heads", "mha", "mqa")</c>.</summary>
    public Study Vary(string axis, params IReadOnlyList<string> values) =>
        this with
        {
            Axes = [.. Axes, $"{axis}={string.Join(",", values)}"],
        };

    /// <summary>
    /// This study with couplings as one more axis: <c>VaryTogether("placement=pre train.warmup=0", "placement=post train.warmup=200")</c>.
    /// </summary>
    public Study VaryTogether(params IReadOnlyList<string> couplings) =>
        this with
        {
            Axes = [.. Axes, $"{{{string.Join(", ", couplings)}}}"],
        };

    /// <summary>
    /// This study with a setting in every cell: <c>With("train.steps", "200")</c>. It takes the place of an earlier one of the same path.
    /// </summary>
    public Study With(string path, string value) =>
        this with
        {
            Settings = [.. Settings.Where(old => old.Split('=')[0].Trim() != path), $"{path}={value}"],
        };

    /// <summary>This study with <paramref name="count"/> training steps a run.</summary>
    public Study Steps(int count) => With("train.steps", count.ToString(CultureInfo.InvariantCulture));

    /// <summary>This study on another task.</summary>
    public Study On(string task, string? data = null) => this with { Task = task, Data = data };

    /// <summary>This study with <paramref name="count"/> seeds.</summary>
    public Study Seeds(int count) => this with { SeedCount = count };
}
