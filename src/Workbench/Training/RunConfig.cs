using System.Text.Json.Serialization;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Data.Tasks;
using Workbench.Models;

namespace Workbench.Training;

/// <summary>
/// Everything that decides a run: with the same values, on the same kind of processor and thread count, the bits are the same.
/// </summary>
public sealed partial record RunConfig : IValidated
{
    /// <summary>The model. Default: the preset tiny-gpt.</summary>
    public TransformerConfig Model { get; init; } = new();

    /// <summary>The training.</summary>
    public TrainingConfig Train { get; init; } = new();

    /// <summary>The task. Default: char-lm.</summary>
    public TaskConfig Task { get; init; } = new CharLm();

    /// <summary>
    /// A name of the catalogue or the path of a .txt or .gz file. Default: empty, the task's own choice. Not part of the identity: the
    /// text's checksum is.
    /// </summary>
    [NotInIdentity]
    public string Data { get; init; } = "";

    /// <summary>Keys every random stream: initial weights, batches, dropout. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>cpu, cuda or cuda:INDEX. Default: cpu. Only its kind is part of the identity.</summary>
    [NotInIdentity]
    public string Device { get; init; } = "cpu";

    /// <summary>What weights and activations are held in: float32, float64 or bfloat16. Default: float32.</summary>
    public string Dtype { get; init; } = "float32";

    /// <summary>The data's fingerprint; filled by Resolve.</summary>
    public string DataFingerprint { get; init; } = "";

    /// <summary>The tokenizer's fingerprint; filled by Resolve.</summary>
    public string TokenizerFingerprint { get; init; } = "";

    /// <summary>
    /// Hashes of the plug-in assemblies and of the sources of notebook cells whose variants the run uses; empty when all of its variants
    /// are the Workbench's. Filled by the plan of a study.
    /// </summary>
    [IntroducedWith("")]
    public string Code { get; init; } = "";

    /// <summary><see cref="DataFingerprint"/> and the vocabulary are filled in.</summary>
    [JsonIgnore]
    public bool IsResolved => DataFingerprint.Length > 0;

    /// <summary>
    /// Throws until Resolve was called: the SHA-256 (hex) of the canonical resolved config, the device's kind and
    /// <see cref="Numerics.Version"/>. The lengths that the finished model is evaluated at are left out: they change no weight, and can be
    /// asked for later.
    /// </summary>
    [JsonIgnore]
    public string Id =>
        IsResolved
            ? ConfigTree.Identity(
                new IdentityContent(this with { Train = Train with { EvalLengths = "" } }, DeviceName.Kind(Device), Numerics.Version)
            )
            : throw new InvalidOperationException("a run has its identity only after Resolve()");

    /// <summary>
    /// The window lengths beside the trained context that the finished model is evaluated at; those that its position encoding is not
    /// defined at are left out.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<int> OtherLengths =>
        [.. Train.EvaluationLengths.Where(length => length != Model.Context && (length < Model.Context || Model.Position.CanExtrapolate))];

    /// <summary>The run's seed left out of <see cref="Id"/>: equal for the runs of one variant, so that seeds can be grouped.</summary>
    [JsonIgnore]
    public string VariantId => (this with { Seed = 0 }).Id;

    /// <inheritdoc/>
    public IEnumerable<Fault> Validate(string path)
    {
        string At(string field) => path.Length == 0 ? field : $"{path}.{field}";
        if (!DtypeName.Names.Contains(Dtype))
            yield return new("an unknown element type", Dtype, string.Join(", ", DtypeName.Names), null, At("dtype"));
    }

    internal sealed record IdentityContent(RunConfig Run, string DeviceKind, int NumericsVersion);
}
