using Workbench.Configuration;

namespace Workbench.Data.Tasks;

/// <summary>
/// Multi-query associative recall (Arora et al. 2023, "Zoology"): P pairs of a key and its value, then the P keys again in random order at
/// random positions, where the model must predict the value. The queries' answers are not part of the input, and values are drawn
/// independently (they may repeat), so no answer can be found by elimination. The rest of the window is filler.
/// </summary>
/// <param name="Pairs">Pairs per window, P. Default: 8.</param>
/// <param name="Keys">Number of distinct keys; the keys of a window are distinct. Default: 64.</param>
/// <param name="Values">Number of distinct values. Default: 64. The vocabulary size is keys + values + 1.</param>
public sealed partial record Mqar(
    [property: InRange(1)] int Pairs = 8,
    [property: InRange(1, 1 << 20)] int Keys = 64,
    [property: InRange(2, 1 << 20)] int Values = 64
) : TaskConfig, IValidated
{
    /// <inheritdoc/>
    public IEnumerable<Fault> Validate(string path)
    {
        if (Keys < Pairs)
            yield return new(
                "a window's keys must differ: there must be at least as many keys as pairs",
                $"{Keys}",
                $"at least {Pairs} (pairs)",
                null,
                path.Length == 0 ? "keys" : $"{path}.keys"
            );
    }
}
