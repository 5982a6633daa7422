using Workbench.Kernels;
using Workbench.Models.Architectures;
using Workbench.Models.Blocks;
using Workbench.Models.FeedForward;
using Workbench.Models.Initialisation;
using Workbench.Models.Norms;
using Workbench.Models.Positions;

namespace Workbench.Models;

/// <summary>Named model configs.</summary>
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
            // Radford et al. 2019, the smallest model.
            ["gpt2"] = new()
            {
                Layers = 12,
                Width = 768,
                HeadCount = 12,
                Context = 1024,
                FeedForward = new GeluFeedForward { Form = GeluForm.Tanh },
            },
            // Vaswani et al. 2017, the base model.
            ["original"] = new()
            {
                Architecture = new EncoderDecoder(),
                Layers = 6,
                Width = 512,
                HeadCount = 8,
                Context = 512,
                Placement = Placement.Post,
                Position = new Sinusoidal { Amplitude = 1 },
                FeedForward = new ReluFeedForward(),
                EmbeddingScale = EmbeddingScale.SqrtWidth,
                Dropout = 0.1,
                Initialisation = new XavierInitialisation(),
            },
            // Devlin et al. 2019, the base model.
            ["bert"] = new()
            {
                Architecture = new EncoderOnly { Segments = 2 },
                Layers = 12,
                Width = 768,
                HeadCount = 12,
                Context = 512,
                Placement = Placement.Post,
                Norm = new LayerNorm { Epsilon = 1e-12 },
                EmbeddingNorm = true,
                Dropout = 0.1,
            },
            // Raffel et al. 2020, the small model.
            ["t5"] = new()
            {
                Architecture = new EncoderDecoder(),
                Layers = 6,
                Width = 512,
                HeadCount = 8,
                Context = 512,
                Norm = new RmsNorm { Epsilon = 1e-6 },
                Position = new T5Position(),
                FeedForward = new ReluFeedForward(),
                Bias = false,
                Dropout = 0.1,
            },
            // Touvron et al. 2023, in the size of gpt2.
            ["llama"] = new()
            {
                Layers = 12,
                Width = 768,
                HeadCount = 12,
                Context = 1024,
                Norm = new RmsNorm { Epsilon = 1e-6 },
                Position = new Rope { Layout = RopeLayout.HalfSplit },
                FeedForward = new SwiGluFeedForward(),
                TieEmbeddings = false,
                Bias = false,
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
}
