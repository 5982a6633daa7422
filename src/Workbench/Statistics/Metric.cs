using System.Text.Json.Serialization;

namespace Workbench.Statistics;

/// <summary>How a metric is computed from a model and the targets of the validation windows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricKind>))]
public enum MetricKind
{
    /// <summary>Mean cross-entropy over the targets that are not ignored, in nats per token.</summary>
    CrossEntropy,

    /// <summary>Share of the targets that are not ignored whose token has the highest logit.</summary>
    Accuracy,

    /// <summary>
    /// Edit distance (insertions, deletions, substitutions) between the target sequence and the one that greedy decoding gives, summed over
    /// all sequences and divided by the length of the targets: the word or phoneme error rate.
    /// </summary>
    EditDistance,

    /// <summary>Sum of the cross-entropy over the targets that are not ignored, in bits, divided by the bytes of text that they stand
    /// for.</summary>
    BitsPerByte,

    /// <summary>The harmonic mean of precision and recall of the class 1 of two (van Rijsbergen 1979).</summary>
    F1,

    /// <summary>BLEU of the greedily decoded texts, from 0 to 100. Papineni et al. 2002.</summary>
    Bleu,

    /// <summary>chrF2 of the greedily decoded texts, from 0 to 100. Popovic 2015.</summary>
    ChrF,
}

/// <summary>The metric of a task.</summary>
/// <param name="Name">Name for tables and plots: "validation loss".</param>
/// <param name="Unit">"nats per character"; empty for a share.</param>
/// <param name="LowerIsBetter">Whether a lower value is better.</param>
/// <param name="Kind">How it is computed. Default: cross-entropy.</param>
public sealed record Metric(string Name, string Unit, bool LowerIsBetter, MetricKind Kind = MetricKind.CrossEntropy);
