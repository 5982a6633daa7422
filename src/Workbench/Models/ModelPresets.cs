using Workbench.Kernels;
using Workbench.Models.Architectures;
using Workbench.Models.Blocks;
using Workbench.Models.FeedForward;
using Workbench.Models.Initialisation;
using Workbench.Models.Norms;
using Workbench.Models.Positions;

namespace Workbench.Models;

/// <summary>Named model configs. A family of the literature has a size that trains in minutes on a processor under its short name, and a
/// published size under its full one.</summary>
public static class ModelPresets
{
    /// <summary>The presets by name.</summary>
    public static IReadOnlyDictionary<string, TransformerConfig> All { get; } =
        new Dictionary<string, TransformerConfig>(StringComparer.Ordinal)
        {
            ["tiny-gpt"] = new()
            {
                Layers = 4,
                Width = 128,
                HeadCount = 4,
                Context = 64,
            },
            ["small-gpt"] = new()
            {
                Layers = 6,
                Width = 384,
                HeadCount = 6,
                Context = 256,
            },
            ["gpt2"] = Gpt2(layers: 4, width: 128, heads: 4, context: 128),
            ["original"] = Original(layers: 2, width: 128, heads: 4, context: 64),
            ["bert"] = Bert(layers: 2, width: 128, heads: 4, context: 256) with { Dropout = 0.1 },
            ["t5"] = T5(layers: 2, width: 128, heads: 4, context: 64),
            ["llama"] = Llama(layers: 4, width: 128, heads: 4, context: 128),
            // Radford et al. 2019, the smallest model.
            ["gpt2-small"] = Gpt2(layers: 12, width: 768, heads: 12, context: 1024),
            // Vaswani et al. 2017, the base model.
            ["original-base"] = Original(layers: 6, width: 512, heads: 8, context: 512) with
            {
                Dropout = 0.1,
            },
            // Devlin et al. 2019, the base model.
            ["bert-base"] = Bert(layers: 12, width: 768, heads: 12, context: 512) with
            {
                Dropout = 0.1,
            },
            // Raffel et al. 2020, the small model.
            ["t5-small"] = T5(layers: 6, width: 512, heads: 8, context: 512) with
            {
                Dropout = 0.1,
            },
        };

    /// <summary>A preset by its name.</summary>
    /// <exception cref="InvalidInputException">There is no preset of this name; the message suggests the nearest name.</exception>
    public static TransformerConfig Named(string name) =>
        All.TryGetValue(name, out var found)
            ? found
            : throw new InvalidInputException(
                "there is no preset of this name",
                $"\"{name}\"",
                string.Join(", ", All.Keys),
                Configuration.Nearest.Question(name, All.Keys)
            );

    // The families: what their papers have in common, whatever the size.

    private static TransformerConfig Gpt2(int layers, int width, int heads, int context) =>
        Sized(layers, width, heads, context) with
        {
            FeedForward = new GeluFeedForward { Form = GeluForm.Tanh },
        };

    private static TransformerConfig Original(int layers, int width, int heads, int context) =>
        Sized(layers, width, heads, context) with
        {
            Architecture = new EncoderDecoder(),
            Placement = Placement.Post,
            Position = new Sinusoidal { Amplitude = 1 },
            FeedForward = new ReluFeedForward(),
            EmbeddingScale = EmbeddingScale.SqrtWidth,
            Initialisation = new XavierInitialisation(),
        };

    private static TransformerConfig Bert(int layers, int width, int heads, int context) =>
        Sized(layers, width, heads, context) with
        {
            Architecture = new EncoderOnly { Segments = 2 },
            Placement = Placement.Post,
            Norm = new LayerNorm { Epsilon = 1e-12 },
            EmbeddingNorm = true,
        };

    private static TransformerConfig T5(int layers, int width, int heads, int context) =>
        Sized(layers, width, heads, context) with
        {
            Architecture = new EncoderDecoder(),
            Norm = new RmsNorm { Epsilon = 1e-6 },
            Position = new T5Position(),
            FeedForward = new ReluFeedForward(),
            Bias = false,
            // 1 / sqrt(width), as in the paper: from gpt2's 0.02, cross-attention begins to learn much later.
            Initialisation = new XavierInitialisation(),
        };

    private static TransformerConfig Llama(int layers, int width, int heads, int context) =>
        Sized(layers, width, heads, context) with
        {
            Norm = new RmsNorm { Epsilon = 1e-6 },
            Position = new Rope { Layout = RopeLayout.HalfSplit },
            FeedForward = new SwiGluFeedForward(),
            TieEmbeddings = false,
            Bias = false,
        };

    private static TransformerConfig Sized(int layers, int width, int heads, int context) =>
        new()
        {
            Layers = layers,
            Width = width,
            HeadCount = heads,
            Context = context,
        };
}
