using System.Globalization;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>
/// Layer-wise learning rates (Howard and Ruder 2018): with L blocks and decay d, the head and the last norm have the full rate, block i has
/// d^(L - i), counted from 0, and embeddings and positions have d^(L + 1).
/// </summary>
internal static class LayerRates
{
    private const string Blocks = "blocks.";

    /// <summary>The factor of the rate for each parameter of a model, by the parameter's name.</summary>
    public static Func<string, double> Factors(nn.Module model, double decay)
    {
        if (decay == 1)
            return _ => 1;
        var layers = model.named_parameters().Select(one => BlockOf(one.name) + 1).DefaultIfEmpty().Max();
        return name => Math.Pow(decay, Depth(name, layers));
    }

    private static int Depth(string name, int layers) =>
        BlockOf(name) is var block and >= 0 ? layers - block
        : name.StartsWith("embedding.", StringComparison.Ordinal) || name.StartsWith("position.", StringComparison.Ordinal) ? layers + 1
        : 0;

    private static int BlockOf(string name) =>
        name.StartsWith(Blocks, StringComparison.Ordinal) ? int.Parse(name.Split('.')[1], CultureInfo.InvariantCulture) : -1;
}
