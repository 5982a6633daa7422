using TorchSharp;
using TorchSharp.Modules;
using Workbench.Kernels;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>
/// What a config record is given to build its module from: the whole model, where the weights go, and the name of the part.
/// </summary>
/// <param name="Model">The whole config, valid.</param>
/// <param name="Device">Where weights go.</param>
/// <param name="Dtype">Their type.</param>
/// <param name="Seed">The seed of all initial values.</param>
/// <param name="Path">The part's name in the module tree: "blocks.0.attention".</param>
public sealed record BuildPlan(TransformerConfig Model, Device Device, ScalarType Dtype, long Seed, string Path = "")
{
    /// <summary>The block that is built, from 0 on; 0 for what is in none.</summary>
    public int Layer { get; init; }

    /// <summary>The plan of a part inside this one.</summary>
    public BuildPlan At(string name) => this with { Path = NameOf(name) };

    /// <summary>
    /// The stream of random numbers for something of this part: "features" gives that of "init/blocks.0.attention.features".
    /// </summary>
    public RandomStream Stream(string name) => RandomStream.Named(Seed, $"init/{NameOf(name)}");

    /// <summary>The initial values of a weight [rows, columns]; drawn in float32, so that every dtype starts from the same.</summary>
    /// <param name="name">Its name in this part, which alone decides its random numbers.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="rows">Outputs of a projection, entries of an embedding.</param>
    /// <param name="columns">Inputs of a projection, width of an embedding.</param>
    public Tensor Draw(string name, WeightRole role, long rows, long columns)
    {
        using var drawn = Model.Initialisation.Draw(role, rows, columns, Model, Stream(name));
        return drawn.to(Dtype, Device, copy: true);
    }

    /// <summary>A projection with its bias, which starts at 0.</summary>
    public Linear Linear(string name, long inputs, long outputs, WeightRole role) =>
        Linear(Draw($"{name}.weight", role, outputs, inputs), Constant(0, outputs));

    /// <summary>A projection of given initial values.</summary>
    public static Linear Linear(Tensor weight, Tensor? bias) => nn.Linear(nn.Parameter(weight), bias is null ? null : nn.Parameter(bias));

    /// <summary>A tensor of one value.</summary>
    public Tensor Constant(double value, params long[] shape) => full(shape, value, Dtype, Device);

    /// <summary>A tensor of given values, exact in the CPU's doubles, rounded once.</summary>
    public Tensor Values(double[] values, params long[] shape)
    {
        using var exact = tensor(values, shape, ScalarType.Float64);
        return exact.to(Dtype, Device, copy: true);
    }

    string NameOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";
}
