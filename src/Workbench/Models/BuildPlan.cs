using TorchSharp;
using TorchSharp.Modules;
using Workbench.Kernels;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>
/// Arguments for building a module from a config record: the model's config, device, dtype, seed, and the module's path.
/// </summary>
/// <param name="Model">The whole config; must be valid.</param>
/// <param name="Device">Device of the weights.</param>
/// <param name="Dtype">Element type of the weights.</param>
/// <param name="Seed">The seed of all initial values.</param>
/// <param name="Path">The module's path in the module tree: "blocks.0.attention".</param>
public sealed record BuildPlan(TransformerConfig Model, Device Device, ScalarType Dtype, long Seed, string Path = "")
{
    /// <summary>0-based index of the block; 0 for modules outside the blocks.</summary>
    public int Layer { get; init; }

    /// <summary>The plan of modules that read embeddings, at their width.</summary>
    public BuildPlan AtEmbeddings => this with { Model = Model.AtEmbeddings };

    /// <summary>The plan of a submodule.</summary>
    public BuildPlan At(string name) => this with { Path = NameOf(name) };

    /// <summary>
    /// The random stream for a named use in this module: "features" gives the stream "init/blocks.0.attention.features".
    /// </summary>
    public RandomStream Stream(string name) => RandomStream.Named(Seed, $"init/{NameOf(name)}");

    /// <summary>The initial values of a weight [rows, columns]; drawn in float32, so that all dtypes start from the same values.</summary>
    /// <param name="name">The weight's name in this module; selects the random stream together with the path and the seed.</param>
    /// <param name="role">The weight's role.</param>
    /// <param name="rows">Outputs of a projection, entries of an embedding.</param>
    /// <param name="columns">Inputs of a projection, width of an embedding.</param>
    public Tensor Draw(string name, WeightRole role, long rows, long columns)
    {
        using var drawn = Model.Initialisation.Draw(role, rows, columns, Model, Stream(name));
        return drawn.to(Dtype, Device, copy: true);
    }

    /// <summary>A table of embeddings [entries, D].</summary>
    public Embedding Embedding(string name, long entries)
    {
        var table = nn.Embedding(entries, Model.Width, device: Device, dtype: Dtype);
        table.weight!.copy_(Draw(name, WeightRole.Embedding, entries, Model.Width));
        return table;
    }

    /// <summary>A projection with a bias, initialised to 0, where the model has biases.</summary>
    public Linear Linear(string name, long inputs, long outputs, WeightRole role) =>
        Linear(Draw($"{name}.weight", role, outputs, inputs), Bias(outputs));

    /// <summary>A projection to gates, which have a bias in every model.</summary>
    public Linear Gate(string name, long inputs, long outputs) =>
        Linear(Draw($"{name}.weight", WeightRole.Projection, outputs, inputs), Constant(0, outputs));

    /// <summary>The initial bias of a projection, 0; null where the model has no biases.</summary>
    public Tensor? Bias(long outputs) => Model.Bias ? Constant(0, outputs) : null;

    /// <summary>A projection with given initial values.</summary>
    public static Linear Linear(Tensor weight, Tensor? bias) => nn.Linear(nn.Parameter(weight), bias is null ? null : nn.Parameter(bias));

    /// <summary>A tensor filled with one value.</summary>
    public Tensor Constant(double value, params long[] shape) => full(shape, value, Dtype, Device);

    /// <summary>A tensor of given values, rounded once from double to the model's dtype.</summary>
    public Tensor Values(double[] values, params long[] shape)
    {
        using var exact = tensor(values, shape, ScalarType.Float64);
        return exact.to(Dtype, Device, copy: true);
    }

    private string NameOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";
}
