using TorchSharp;
using Workbench.Kernels;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record PrefixContinuation
{
    /// <inheritdoc/>
    internal override ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store) =>
        new PrefixContinuationTask(corpus, tokenizer, store);
}

internal sealed class PrefixContinuationTask(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store)
    : LmTask("prefix-lm", corpus, tokenizer, store)
{
    public override TaskKind Kind => TaskKind.Continuation;

    // A prefix of at least one token, and a token after it.
    protected override int ShortestContext => 2;

    protected override Batch BatchOf(TokenFile.Part text, long[] starts, int context, torch.Device device, RandomStream draws, long first)
    {
        var prefixes = new long[starts.Length];
        Philox.FillBelow(prefixes, draws, context - 1, (ulong)first);
        var targets = new long[starts.Length * context];
        var bytes = 0L;
        for (var row = 0; row < starts.Length; row++)
        {
            prefixes[row]++;
            for (var t = 0; t < context; t++)
            {
                // The last token of the prefix is the first that predicts another.
                var token = t + 1 < prefixes[row] ? Batch.Ignored : text[starts[row] + t + 1];
                targets[(row * context) + t] = token;
                bytes += token == Batch.Ignored ? 0 : Bytes[(int)token];
            }
        }
        using var whole = text.Windows(starts, context, device);
        using var scope = torch.NewDisposeScope();
        return new(
            new ModelInput(whole.Inputs.alias()) { Prefix = torch.tensor(prefixes).to(device) }.MoveToOuterDisposeScope(),
            torch.tensor(targets, [starts.Length, context]).to(device).MoveToOuterDisposeScope()
        )
        {
            TargetBytes = bytes,
        };
    }
}
