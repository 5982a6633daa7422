using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Operations;

/// <summary>A module of a model, with its tensors and child modules.</summary>
/// <param name="Name">The name in the parent module: "attention". Equal consecutive modules of a list are merged into one: "0-3".</param>
/// <param name="Kind">The class: "SelfAttention".</param>
/// <param name="Parameters">The number of trained parameters of one such module, with those of its children.</param>
/// <param name="Count">The number of equal modules that were merged; 1 for a single module.</param>
/// <param name="Tensors">The module's own parameters and buffers.</param>
/// <param name="Children">The child modules, in order.</param>
public sealed record ModelModule(
    string Name,
    string Kind,
    long Parameters,
    int Count,
    IReadOnlyList<ModelTensor> Tensors,
    IReadOnlyList<ModelModule> Children
);

/// <summary>A parameter or a buffer.</summary>
/// <param name="Name">The name in the module.</param>
/// <param name="Shape">The shape; "V" stands for the size of an unknown vocabulary.</param>
/// <param name="Trained">True for a parameter, false for a buffer.</param>
public sealed record ModelTensor(string Name, IReadOnlyList<string> Shape, bool Trained);

/// <summary>The module tree of a model. The model is built on torch's meta device, so that a model of any size needs no memory.</summary>
internal static class ModelTree
{
    /// <summary>The module tree of a config.</summary>
    /// <param name="config">A valid config. With a vocabulary of 0, sizes that depend on the vocabulary are "V".</param>
    public static ModelModule Of(TransformerConfig config)
    {
        NativeKernels.Load();
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var known = config.Vocabulary > 0;
        using var model = (
            config with
            {
                Vocabulary = known ? config.Vocabulary : 1,
                Initialisation = new UninitialisedWeights(config.Initialisation),
            }
        ).Build(META, ScalarType.Float32, 0);
        return Module("", model, known ? null : new Unknown([config.Width, config.AtEmbeddings.Width], "V"));
    }

    /// <summary>The module tree of an existing module of any class.</summary>
    public static ModelModule Of(nn.Module module) => Module("", module, null);

    // What stands for the vocabulary in tables of these widths.
    private sealed record Unknown(long[] Widths, string Vocabulary);

    private static ModelModule Module(string name, nn.Module module, Unknown? unknown)
    {
        var tensors = module
            .named_parameters(recurse: false)
            .Select(one => Tensor(one.name, one.parameter, trained: true))
            .Concat(module.named_buffers(recurse: false).Select(one => Tensor(one.name, one.buffer, trained: false)))
            .ToList();
        var children = module.named_children().Select(one => Module(one.name, one.module, unknown)).ToList();
        var own = tensors
            .Where(one => one.Trained)
            .Sum(one =>
                one.Shape.Aggregate(
                    1L,
                    (count, size) => size == "V" ? 0 : count * long.Parse(size, System.Globalization.CultureInfo.InvariantCulture)
                )
            );
        var kind = module.GetType().Name;
        var generic = kind.IndexOf('`', StringComparison.Ordinal);
        return new(
            name,
            generic < 0 ? kind : kind[..generic],
            own + children.Sum(child => child.Parameters * child.Count),
            1,
            tensors,
            Merge(children)
        );

        ModelTensor Tensor(string tensor, Tensor value, bool trained) => new(tensor, Shape(value.shape), trained);

        // The model was built with a vocabulary of 1. Only tables with one row per token have the vocabulary in their shape.
        IReadOnlyList<string> Shape(long[] shape) =>
            unknown is { } one && shape is [1, var width] && one.Widths.Contains(width)
                ? [one.Vocabulary, $"{width}"]
                : [.. shape.Select(size => $"{size}")];
    }

    /// <summary>Merges consecutive numbered modules with equal contents into one entry with a count.</summary>
    private static List<ModelModule> Merge(List<ModelModule> children)
    {
        var merged = new List<ModelModule>();
        foreach (var child in children)
        {
            if (merged.Count > 0 && int.TryParse(child.Name, out _) && Same(merged[^1], child))
                merged[^1] = merged[^1] with { Name = $"{merged[^1].Name.Split('-')[0]}-{child.Name}", Count = merged[^1].Count + 1 };
            else
                merged.Add(child);
        }
        return merged;
    }

    private static bool Same(ModelModule left, ModelModule right) =>
        left.Kind == right.Kind
        && left.Parameters == right.Parameters
        && left.Tensors.Count == right.Tensors.Count
        && left.Tensors.Zip(right.Tensors)
            .All(pair => pair.First.Name == pair.Second.Name && pair.First.Shape.SequenceEqual(pair.Second.Shape))
        && left.Children.Count == right.Children.Count
        && left.Children.Zip(right.Children).All(pair => pair.First.Name == pair.Second.Name && Same(pair.First, pair.Second));

    /// <summary>An initialisation that draws no random numbers and allocates no memory.</summary>
    internal sealed record UninitialisedWeights(InitialisationConfig Inner) : InitialisationConfig
    {
        public override Tensor Draw(WeightRole role, long rows, long columns, TransformerConfig model, RandomStream stream) =>
            empty([rows, columns], device: META);

        public override double EmbeddingStd(TransformerConfig model) => Inner.EmbeddingStd(model);
    }
}
