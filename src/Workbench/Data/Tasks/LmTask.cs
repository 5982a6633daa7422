using TorchSharp;
using Workbench.Kernels;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record Lm
{
    /// <inheritdoc/>
    internal override ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store) =>
        new LmTask("lm", corpus, tokenizer, store);
}

internal class LmTask : TextTask
{
    protected IReadOnlyList<int> Bytes { get; }

    public LmTask(string task, Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store)
        : base(task, corpus, tokenizer, store) => Bytes = BytesOfTokens();

    public override Metric Metric => Bits;

    public static Metric Bits { get; } = new("validation bits per byte", "bits per byte", LowerIsBetter: true, MetricKind.BitsPerByte);

    protected override TaskFloors Floors() => NGrams(BitsPerByte(Bytes));

    protected override Batch BatchOf(
        TokenFile.Part text,
        long[] starts,
        int context,
        torch.Device device,
        RandomStream draws,
        long first
    ) => text.Windows(starts, context, device, Bytes);
}
