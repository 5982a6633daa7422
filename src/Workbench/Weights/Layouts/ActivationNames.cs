using Workbench.Models.FeedForward;

namespace Workbench.Weights;

/// <summary>Hugging Face's names of the functions of plain feed-forward networks.</summary>
internal static class ActivationNames
{
    private static readonly (string Theirs, FeedForwardConfig Ours)[] Known =
    [
        ("gelu_new", new GeluFeedForward { Form = GeluForm.Tanh }),
        ("gelu_pytorch_tanh", new GeluFeedForward { Form = GeluForm.Tanh }),
        ("gelu", new GeluFeedForward()),
        ("relu", new ReluFeedForward()),
        ("silu", new SiluFeedForward()),
        ("swish", new SiluFeedForward()),
    ];

    /// <summary>Reads a setting that names a function; refuses other names.</summary>
    public static FeedForwardConfig Read(ForeignConfig read, string setting, string otherwise)
    {
        var name = read.Text(setting, otherwise);
        if (Known.FirstOrDefault(one => one.Theirs == name).Ours is { } network)
            return network;
        read.Refuse(setting, string.Join(", ", Known.Select(one => one.Theirs)));
        return Known[0].Ours;
    }

    /// <summary>The name of a network's function; null when there is none.</summary>
    public static string? Of(FeedForwardConfig network) =>
        Known.FirstOrDefault(one => one.Ours == network with { Multiple = one.Ours.Multiple }).Theirs;
}
