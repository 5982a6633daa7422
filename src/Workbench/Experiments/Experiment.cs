using Workbench.Configuration;
using Workbench.Experiments.Measures;

namespace Workbench.Experiments;

/// <summary>
/// A question with what was expected before the first run (experiment.yaml). The study beside it (study.yaml) answers it; smoke.yaml is a
/// small study of the same question.
/// </summary>
public sealed record Experiment : IValidated
{
    /// <summary>The question.</summary>
    public string Question { get; init; } = "";

    /// <summary>What papers say.</summary>
    public IReadOnlyList<Expectation> Claims { get; init; } = [];

    /// <summary>What we expected, written before the first run.</summary>
    public IReadOnlyList<Expectation> Predictions { get; init; } = [];

    /// <summary>What is measured besides training. Times are taken with the full budget only.</summary>
    public IReadOnlyList<MeasureConfig> Measures { get; init; } = [];

    /// <summary>What was surprising, written after the last run; a paragraph an entry.</summary>
    public IReadOnlyList<string> Surprises { get; init; } = [];

    /// <summary>How far the final metric of a run may be from the recorded one on another machine: a share ("0.5%"), or an amount.</summary>
    public string Tolerance { get; init; } = "0.5%";

    /// <inheritdoc/>
    public IEnumerable<Fault> Validate(string path)
    {
        if (Question.Length == 0)
            yield return new("an experiment has a question", null, "question: …", null, Names.Join(path, "question"));
        if (Ablation.EpsilonRule.Parse(Tolerance) is null)
            yield return new("tolerance is a share or an amount", $"\"{Tolerance}\"", "0.5%, 0.02", null, Names.Join(path, "tolerance"));
        foreach (var claim in Claims.Where(claim => claim.Source is null))
            yield return new("a claim names its source", claim.Text, "source: authors and year, section", null, Names.Join(path, "claims"));
        foreach (
            var one in Claims
                .Concat(Predictions)
                .Where(one => one.Measure is null == one.ExpectsTrend || (one.ExpectsTrend && (one.At ?? one.Reach) is not null))
        )
            yield return new(
                "a trend is expected of a measure, and a verdict of a comparison",
                one.Text,
                "expect: grows, falls or level with measure: NAME; better, worse, equivalent, not-worse or not-better without",
                null,
                Names.Join(path, "expect")
            );
    }
}

/// <summary>A sentence, and the verdict of a comparison that confirms it.</summary>
public sealed record Expectation
{
    /// <summary>The paper and the place in it; null for our own predictions.</summary>
    public string? Source { get; init; }

    /// <summary>The sentence.</summary>
    public required string Text { get; init; }

    /// <summary>What is compared with the baseline, as the study's table names it: "position=alibi", "pre · rope".</summary>
    public required string Compared { get; init; }

    /// <summary>The context length at which the metric is compared; null for the length of training.</summary>
    public int? At { get; init; }

    /// <summary>
    /// Compares the number of steps until the metric on the validation windows reaches this value, fewer being better; a run that never
    /// does counts with all its steps. Null compares the final metric.
    /// </summary>
    public double? Reach { get; init; }

    /// <summary>The measure whose trend is meant, "initial-gradients"; null for a comparison of trained models.</summary>
    public string? Measure { get; init; }

    /// <summary>The verdict that confirms the sentence.</summary>
    public required ExpectedVerdict Expect { get; init; }

    internal bool ExpectsTrend => Expect is ExpectedVerdict.Grows or ExpectedVerdict.Falls or ExpectedVerdict.Level;
}

/// <summary>A verdict, two of them, or a trend.</summary>
public enum ExpectedVerdict
{
    /// <summary>Better than the baseline.</summary>
    Better,

    /// <summary>Worse than the baseline.</summary>
    Worse,

    /// <summary>Equivalent to the baseline.</summary>
    Equivalent,

    /// <summary>Better or equivalent.</summary>
    NotWorse,

    /// <summary>Worse or equivalent.</summary>
    NotBetter,

    /// <summary>A measure that grows with its size.</summary>
    Grows,

    /// <summary>A measure that falls with its size.</summary>
    Falls,

    /// <summary>A measure that its size does not change.</summary>
    Level,
}

/// <summary>Whether an expectation came true.</summary>
public enum Outcome
{
    /// <summary>The verdict is the expected one.</summary>
    Holds,

    /// <summary>The verdict is another one.</summary>
    DoesNotHold,

    /// <summary>The comparison is undetermined.</summary>
    Undecided,
}
