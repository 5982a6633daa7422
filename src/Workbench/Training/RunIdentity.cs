namespace Workbench.Training;

/// <summary>What identity.json says of a run: two runs of one <see cref="Id"/> give the same numbers on one kind of machine.</summary>
/// <param name="Id">The hash of all that follows and of the config.</param>
/// <param name="DataFingerprint">The data.</param>
/// <param name="TokenizerFingerprint">The tokenizer.</param>
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
