using System.Text.Json.Nodes;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.FeedForward;

namespace Workbench.Weights;

/// <summary>
/// How another program lays out the weights of a kind of model: its config, its names, and which of its tensors are parts or transposes of
/// ours. A new layout is a subclass and one line in <see cref="All"/>.
/// </summary>
public abstract class WeightLayout
{
    /// <summary>The layouts that folders of Hugging Face's can have.</summary>
    public static IReadOnlyList<WeightLayout> All { get; } = [new BertLayout(), new Gpt2Layout(), new LlamaLayout(), new T5Layout()];

    /// <summary>The layout's name, which is <c>model_type</c> in config.json.</summary>
    public abstract string Name { get; }

    /// <summary>What the names of a model without a head lack: "transformer.".</summary>
    public abstract string Prefix { get; }

    /// <summary>Our config of a config.json, with its vocabulary.</summary>
    /// <param name="config">The parsed config.json.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="InvalidInputException">The config has settings that our models do not have; lists all.</exception>
    public abstract TransformerConfig ReadConfig(JsonObject config, string path);

    /// <summary>The config.json of our config, as far as the layout can express it.</summary>
    protected abstract JsonObject ToConfig(TransformerConfig config);

    /// <summary>How each weight of our model is laid out.</summary>
    public abstract IReadOnlyList<WeightRule> Rules(TransformerConfig config);

    /// <summary>Whether files may hold a tensor that is no weight of the model, such as a buffer or a copy of a tied weight.</summary>
    public virtual bool IsRedundant(string name, TransformerConfig config) => false;

    /// <summary>The config.json of our config.</summary>
    /// <exception cref="InvalidInputException">The layout cannot express the config; lists every setting.</exception>
    public JsonObject WriteConfig(TransformerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var json = ToConfig(config);
        // What the layout cannot express is what is different when it is read back.
        var back = ConfigTree.Flatten(Comparable(ReadConfig(json, "config.json"), config)).ToDictionary();
        var faults = ConfigTree
            .Flatten(config)
            .Where(one => back.GetValueOrDefault(one.Key) != one.Value)
            .Select(one => new Fault(
                $"the layout {Name} cannot express this setting",
                one.Value,
                back.GetValueOrDefault(one.Key),
                null,
                $"model.{one.Key}"
            ))
            .ToList();
        return faults.Count > 0 ? throw new InvalidInputException(faults) : json;
    }

    /// <summary>The config that was read back, with the settings that change no output of the written one.</summary>
    protected virtual TransformerConfig Comparable(TransformerConfig back, TransformerConfig written)
    {
        ArgumentNullException.ThrowIfNull(back);
        ArgumentNullException.ThrowIfNull(written);
        var network = back.FeedForward.InnerWidth(back.Width) == written.FeedForward.InnerWidth(written.Width);
        return back with
        {
            Initialisation = written.Initialisation,
            Dropout = written.Dropout,
            FeedForward = network ? back.FeedForward with { Multiple = written.FeedForward.Multiple } : back.FeedForward,
            // gqa with as many groups as heads is mha, and so on.
            Heads = back.KeyValueHeads == written.KeyValueHeads ? written.Heads : back.Heads,
        };
    }

    /// <summary>A feed-forward network with a given inner width.</summary>
    /// <exception cref="InvalidInputException">No multiple of the width gives the inner width.</exception>
    protected static FeedForwardConfig OfInnerWidth(FeedForwardConfig network, int width, int inner)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.InnerWidth(width) == inner)
            return network;
        // Gated networks have about two thirds of the multiple.
        var near = network is GatedFeedForward ? (long)Math.Round(inner * (3.0 * width + 2) / (2.0 * width + 1)) : inner;
        for (var rows = Math.Max(1, near - 2); rows <= near + 2; rows++)
            if (network with { Multiple = (double)rows / width } is var found && found.InnerWidth(width) == inner)
                return found;
        throw new InvalidInputException("no feed-forward network has this inner width", $"{inner}, width {width}");
    }

    /// <summary>The layout of a name.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static WeightLayout Named(string name, string path) =>
        All.FirstOrDefault(one => one.Name == name)
        ?? throw new InvalidInputException(
            "models of this type cannot be read",
            $"\"{name}\"",
            string.Join(", ", All.Select(one => one.Name)),
            null,
            $"{path}: model_type"
        );
}
