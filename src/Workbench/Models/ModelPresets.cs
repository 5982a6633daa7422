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
