namespace Workbench.Operations.Benches.Measures;

/// <summary>The time of a large head.</summary>
internal sealed class HeadTime : TimedMeasure
{
    public override string Name => $"head and cross-entropy, {HeadInputs.Rows} x {HeadInputs.Width}, V = {HeadInputs.Vocabulary}";

    protected override IReadOnlyList<object> Request => ["head", HeadInputs.Rows, HeadInputs.Width, HeadInputs.Vocabulary];

    protected override double? GoalOnOneDnn => 1;

    protected override (double Flops, double Bytes) Least => (HeadInputs.Flops, 0);

    protected override double Goal(Ground ground, double peerSeconds) => 1;

    protected override Work Prepare(Ground ground) => HeadInputs.BothWays(HeadInputs.Rows, HeadInputs.Vocabulary);
}
