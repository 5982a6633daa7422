using System.Globalization;

namespace Workbench.Operations.Benches.Measures;

/// <summary>The memory that a large head adds.</summary>
internal sealed class HeadMemory : MemoryMeasure
{
    public override string Name => $"head and cross-entropy, memory added, V = {HeadInputs.Vocabulary}";

    protected override IReadOnlyList<object> Request => ["head_memory", HeadInputs.Rows, HeadInputs.Width, HeadInputs.Vocabulary];

    protected override double Goal => 8;

    protected override string Note => string.Create(CultureInfo.InvariantCulture,
        $"the weight's gradient alone is {4e-6 * HeadInputs.Width * HeadInputs.Vocabulary:0.0} MB, one array of logits is {4e-6 * HeadInputs.Rows * HeadInputs.Vocabulary:0} MB");

    protected override Work Prepare(bool small) => small ? HeadInputs.BothWays(16, 64) : HeadInputs.BothWays(HeadInputs.Rows, HeadInputs.Vocabulary);
}
