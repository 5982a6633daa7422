using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Operations;

/// <summary>A module of a model and what is in it.</summary>
/// <param name="Name">Its name in its parent: "attention"; equal neighbours of a list stand together as "0-3".</param>
/// <param name="Kind">Its class: "SelfAttention".</param>
/// <param name="Parameters">Trained parameters of one such module, those inside included.</param>
/// <param name="Count">How many equal ones stand here.</param>
/// <param name="Tensors">Parameters and buffers of its own.</param>
/// <param name="Children">The modules inside, in their order.</param>
public sealed record ModelModule(
    string Name,
    string Kind,
    long Parameters,
    int Count,
    IReadOnlyList<ModelTensor> Tensors,
    IReadOnlyList<ModelModule> Children
);

/// <summary>A parameter or a buffer.</summary>
/// <param name="Name">Its name in its module.</param>
/// <param name="Shape">Its shape; "V" where the size is the vocabulary's and that is not known.</param>
/// <param name="Trained">Whether it is a trained parameter.</param>
public sealed record ModelTensor(string Name, IReadOnlyList<string> Shape, bool Trained);

/// <summary>The modules of a model, built on torch's meta device: tensors without memory, so that any size can be looked at.</summary>
internal static class ModelTree
{
    /// <summary>The tree.</summary>
    /// <param name="config">Valid; with a vocabulary of 0 the sizes that follow from it are "V".</param>
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
        return Module("", model, known ? null : (config.Width, "V"));
    }

    /// <summary>The tree of modules that are there: of any class, ours or not.</summary>
    public static ModelModule Of(nn.Module module) => Module("", module, null);

    private static ModelModule Module(string name, nn.Module module, (long Width, string Vocabulary)? unknown)
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
            Together(children)
        );

        ModelTensor Tensor(string tensor, Tensor value, bool trained) => new(tensor, Shape(value.shape), trained);

        // Only tables with a row for each token have the vocabulary in their shape.
        IReadOnlyList<string> Shape(long[] shape) =>
            unknown is { } one && shape is [1, var width] && width == one.Width
                ? [one.Vocabulary, $"{width}"]
                : [.. shape.Select(size => $"{size}")];
    }

    /// <summary>Numbered neighbours that are equal inside become one, with their count.</summary>
    private static List<ModelModule> Together(List<ModelModule> children)
    {
        var together = new List<ModelModule>();
        foreach (var child in children)
        {
            if (together.Count > 0 && int.TryParse(child.Name, out _) && Same(together[^1], child))
                together[^1] = together[^1] with
                {
                    Name = $"{together[^1].Name.Split('-')[0]}-{child.Name}",
                    Count = together[^1].Count + 1,
                };
            else
                together.Add(child);
        }
        return together;
    }

    private static bool Same(ModelModule left, ModelModule right) =>
        left.Kind == right.Kind
        && left.Parameters == right.Parameters
        && left.Tensors.Count == right.Tensors.Count
        && left.Tensors.Zip(right.Tensors)
            .All(pair => pair.First.Name == pair.Second.Name && pair.First.Shape.SequenceEqual(pair.Second.Shape))
        && left.Children.Count == right.Children.Count
        && left.Children.Zip(right.Children).All(pair => pair.First.Name == pair.Second.Name && Same(pair.First, pair.Second));

    /// <summary>Initial values that nobody looks at: no numbers are drawn, no memory is touched.</summary>
    private sealed record UninitialisedWeights(InitialisationConfig Inner) : InitialisationConfig
    {
        public override Tensor Draw(WeightRole role, long rows, long columns, TransformerConfig model, RandomStream stream) =>
            empty([rows, columns], device: META);

        public override double EmbeddingStd(TransformerConfig model) => Inner.EmbeddingStd(model);
    }
}
