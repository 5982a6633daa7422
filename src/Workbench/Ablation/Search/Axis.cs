namespace Workbench.Ablation;

/// <summary>One config path and its new value as text.</summary>
/// <param name="Path">Full path from the run's root: "model.position", "train.warmup".</param>
/// <param name="Text">The value as written: "rope:base=500000", "200".</param>
public sealed record Setting(string Path, string Text);

/// <summary>One value of an axis: its label and the settings that it applies.</summary>
/// <param name="Label">As written: "rope:base=500000", or "placement=post train.warmup=200" in a coupling.</param>
/// <param name="Settings">The settings applied: one, or all settings of a coupling.</param>
public sealed record AxisValue(string Label, IReadOnlyList<Setting> Settings)
{
    /// <inheritdoc/>
    public override string ToString() => Label;
}

/// <summary>One dimension of a study's grid. The baseline is its first value.</summary>
/// <param name="Name">As written: "position"; a coupling's names joined by "+": "placement+train.warmup".</param>
/// <param name="Values">At least one value; labels are distinct.</param>
public sealed record Axis(string Name, IReadOnlyList<AxisValue> Values)
{
    /// <summary>Whether a value of this axis sets more than one path.</summary>
    public bool IsCoupling => Values.Any(value => value.Settings.Count > 1);

    /// <summary>The form that <see cref="StudyGrammar"/> reads back.</summary>
    public override string ToString() => IsCoupling ? $"{{{string.Join(", ", Values)}}}" : $"{Name}={string.Join(",", Values)}";
}
