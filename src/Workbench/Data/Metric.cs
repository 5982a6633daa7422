using System.Text.Json.Serialization;

namespace Workbench.Data;

/// <summary>How a metric is computed from the logits and targets of the validation windows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricKind>))]
public enum MetricKind
{
    /// <summary>Mean cross-entropy over the targets that count, in nats a token.</summary>
    CrossEntropy,

    /// <summary>The share of the targets that count whose token has the highest logit.</summary>
    Accuracy,
}

/// <summary>The number that a task is judged by.</summary>
/// <param name="Name">For tables and axes: "validation loss".</param>
/// <param name="Unit">"nats per character"; empty for a share.</param>
/// <param name="LowerIsBetter">The direction.</param>
/// <param name="Kind">How it is computed.</param>
public sealed record Metric(string Name, string Unit, bool LowerIsBetter, MetricKind Kind);
