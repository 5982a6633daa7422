using Workbench.Kernels;
using Workbench.Models.FeedForward;
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
