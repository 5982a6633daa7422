using static TorchSharp.torch;

namespace Workbench.Operations;

/// <summary>Captures the attention weights of some layers, for the first sequence of a batch.</summary>
/// <param name="layers">The layers.</param>
/// <param name="path">The name of a layer's weights.</param>
internal sealed class WeightCapture(IReadOnlyList<int> layers, Func<int, string> path) : Models.ICapture
{
    private readonly Dictionary<string, int> _layers = layers.Distinct().ToDictionary(path);

    /// <summary>Weights [H][queries][keys] by layer.</summary>
    public Dictionary<int, IReadOnlyList<double[][]>> Weights { get; } = [];

    public bool Wants(string name) => _layers.ContainsKey(name);

    public void Record(string name, Tensor value)
    {
        using (value)
        using (var flat = value.select(0, 0).to(ScalarType.Float64).cpu().contiguous()) // [H, queries, keys]
        {
            var (queries, keys) = ((int)flat.shape[1], (int)flat.shape[2]);
            var rows = flat.data<double>().ToArray().Chunk(keys);
            Weights[_layers[name]] = [.. rows.Chunk(queries)];
        }
    }
}
