namespace Workbench.Training;

/// <summary>Content of identity.json. Runs with equal <see cref="Id"/> give the same numbers on the same kind of machine.</summary>
/// <param name="Id">Hash of the config and of all following values.</param>
/// <param name="DataFingerprint">The data's fingerprint.</param>
/// <param name="TokenizerFingerprint">The tokenizer's fingerprint.</param>
/// <param name="Seed">The seed.</param>
/// <param name="DeviceKind">cpu or cuda.</param>
/// <param name="Dtype">The element type.</param>
/// <param name="NumericsVersion">See <see cref="Numerics.Version"/>.</param>
public sealed record RunIdentity(
    string Id,
    string DataFingerprint,
    string TokenizerFingerprint,
    long Seed,
    string DeviceKind,
    string Dtype,
    int NumericsVersion
)
{
    /// <summary>The identity of a resolved run.</summary>
    public static RunIdentity Of(RunConfig run) =>
        new(run.Id, run.DataFingerprint, run.TokenizerFingerprint, run.Seed, DeviceName.Kind(run.Device), run.Dtype, Numerics.Version);
}
