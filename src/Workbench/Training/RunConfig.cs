using System.Globalization;
using System.Text.Json.Serialization;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Data.Tasks;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Tokenizers;

namespace Workbench.Training;

/// <summary>
/// Everything that determines a run. With equal values, runs on the same kind of processor with the same number of threads are bitwise
/// equal.
/// </summary>
public sealed partial record RunConfig : IValidated
{
    /// <summary>The model. Default: the preset tiny-gpt.</summary>
    public TransformerConfig Model { get; init; } = new();

    /// <summary>The training.</summary>
    public TrainingConfig Train { get; init; } = new();

    /// <summary>The task. Default: char-lm.</summary>
    public TaskConfig Task { get; init; } = new CharLm();

    /// <summary>The tokenizer of a task on text. Default: auto, the task's own. The task lm takes any that keeps every byte.</summary>
    [IntroducedWith("char")]
    public TokenizerConfig Tokenizer { get; init; } = new TaskTokenizer();

    /// <summary>
    /// A corpus of the catalogue or the path of a .txt or .gz file. Default: empty, the task's default corpus. Not part of the identity,
    /// which contains the text's checksum instead.
    /// </summary>
    [NotInIdentity]
    public string Data { get; init; } = "";

    /// <summary>
    /// Saved weights that the run starts from: a run's folder, a folder with a model (docs/weights.md), or a file of weights under our
    /// names. Not part of the identity, which contains what <see cref="InitFingerprint"/> says. Default: empty, drawn weights.
    /// </summary>
    [NotInIdentity]
    public string InitFrom { get; init; } = "";

    /// <summary>
    /// A training that comes before this one, of the same model and seed on another task or text. Not part of the identity, which contains
    /// what <see cref="InitFingerprint"/> says. Default: none.
    /// </summary>
    [NotInIdentity]
    public PretrainConfig Pretrain { get; init; } = new();

    /// <summary>The identity of the run, or the checksum of the weights, that the run starts from; set by Resolve.</summary>
    [IntroducedWith("")]
    public string InitFingerprint { get; init; } = "";

    /// <summary>Seed of every random stream: initial weights, batches, dropout. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>cpu, cuda or cuda:INDEX. Default: cpu. Only its kind is part of the identity.</summary>
    [NotInIdentity]
    public string Device { get; init; } = "cpu";

    /// <summary>Element type of weights and activations: float32, float64 or bfloat16. Default: float32.</summary>
    public string Dtype { get; init; } = "float32";

    /// <summary>The data's fingerprint; set by Resolve.</summary>
    public string DataFingerprint { get; init; } = "";

    /// <summary>The tokenizer's fingerprint; set by Resolve.</summary>
    public string TokenizerFingerprint { get; init; } = "";

    /// <summary>
    /// Hashes of the plug-in assemblies and of the sources of notebook cells whose variants the run uses; empty when all variants are built
    /// in. Set when a study is planned.
    /// </summary>
    [IntroducedWith("")]
    public string Code { get; init; } = "";

    /// <summary>Whether Resolve has filled in the values that depend on the data.</summary>
    [JsonIgnore]
    public bool IsResolved => DataFingerprint.Length > 0;

    /// <summary>Builds the model on the run's device, with its dtype, initial weights, precision and recomputation.</summary>
    public Transformer BuildModel()
    {
        var model = Model.Build(DeviceName.Parse(Device), DtypeName.Parse(Dtype), Seed);
        (model.Precision, model.Recompute) = (Train.Precision, Train.Recompute);
        return model;
    }

    /// <summary>
    /// The run's identity: the SHA-256 (hex) of the canonical resolved config, the device's kind and <see cref="Numerics.Version"/>. Throws
    /// before Resolve. Excludes the evaluation lengths, which do not affect training and can be added later.
    /// </summary>
    [JsonIgnore]
    public string Id => ConfigTree.IdentityOf(IdentityText());

    /// <summary>The identities of this run at other seeds. The canonical text is written once: studies have thousands of runs.</summary>
    internal IReadOnlyList<string> IdsAt(IReadOnlyList<long> seeds)
    {
        const long mark = long.MinValue + 1;
        var parts = (this with { Seed = mark }).IdentityText().Split(mark.ToString(CultureInfo.InvariantCulture));
        return
        [
            .. seeds.Select(seed =>
                parts.Length == 2
                    ? ConfigTree.IdentityOf(string.Create(CultureInfo.InvariantCulture, $"{parts[0]}{seed}{parts[1]}"))
                    : (this with { Seed = seed }).Id
            ),
        ];
    }

    private string IdentityText() =>
        IsResolved
            ? ConfigTree.CanonicalJson(
                new IdentityContent(this with { Train = Train with { EvalLengths = "" } }, DeviceName.Kind(Device), Numerics.Version)
            )
            : throw new InvalidOperationException("a run has its identity only after Resolve()");

    /// <summary>
    /// The window lengths, besides the trained context, at which the finished model is evaluated. Excludes lengths for which the position
    /// encoding is not defined.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<int> OtherLengths =>
        [.. Train.EvaluationLengths.Where(length => length != Model.Context && (length < Model.Context || Model.Position.CanExtrapolate))];

    /// <summary>Operations of a training step, in those of its forward pass (Kaplan et al. 2020).</summary>
    internal const int ForwardAndBackward = 3;

    /// <summary>Tokens of a training step.</summary>
    internal long TokensPerStep => (long)Train.BatchSize * Model.Context;

    /// <summary>Tokens of the whole training.</summary>
    internal double TrainingTokens => (double)Train.Steps * TokensPerStep;

    /// <summary><see cref="Id"/> without the seed: equal for all runs of one variant.</summary>
    [JsonIgnore]
    public string VariantId => (this with { Seed = 0 }).Id;

    /// <inheritdoc/>
    public IEnumerable<Fault> Validate(string path)
    {
        string At(string field) => path.Length == 0 ? field : $"{path}.{field}";
        if (!DtypeName.Names.Contains(Dtype))
            yield return new("an unknown element type", Dtype, string.Join(", ", DtypeName.Names), null, At("dtype"));
        else if (Train.Precision != ProductPrecision.Float32 && Dtype != "float32")
            yield return new(
                "bf16 products need float32 weights",
                $"train.precision=bf16 with dtype {Dtype}",
                "train.precision=bf16 with dtype float32",
                "Leave dtype out (--dtype), or set train.precision=float32.",
                At("train.precision")
            );
    }

    internal sealed record IdentityContent(RunConfig Run, string DeviceKind, int NumericsVersion);
}
