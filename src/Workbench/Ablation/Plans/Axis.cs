namespace Workbench.Ablation;

/// <summary>One config path and the text it is set to.</summary>
/// <param name="Path">Full path from the run's root: "model.position", "train.warmup".</param>
/// <param name="Text">The value as written: "rope:base=500000", "200".</param>
public sealed record Setting(string Path, string Text);

/// <summary>One value of an axis: what it sets, and how it is called.</summary>
/// <param name="Label">As written: "rope:base=500000", or "placement=post train.warmup=200" in a coupling.</param>
/// <param name="Settings">What it sets: one setting, or all of a coupling's.</param>
public sealed record AxisValue(string Label, IReadOnlyList<Setting> Settings)
{
    /// <inheritdoc/>
    public override string ToString() => Label;
}

/// <summary>One dimension of a study's grid. The baseline is its first value.</summary>
/// <param name="Name">As written: "position"; a coupling's names joined by "+": "placement+train.warmup".</param>
/// <param name="Values">At least one value; no label twice.</param>
public sealed record Axis(string Name, IReadOnlyList<AxisValue> Values)
{
    /// <summary>Whether its values set several paths together.</summary>
    public bool IsCoupling => Values.Any(value => value.Settings.Count > 1);

    /// <summary>The form that <see cref="StudyGrammar"/> reads back.</summary>
    public override string ToString() => IsCoupling ? $"{{{string.Join(", ", Values)}}}" : $"{Name}={string.Join(",", Values)}";
}
