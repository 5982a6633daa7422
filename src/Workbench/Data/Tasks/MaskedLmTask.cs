using TorchSharp;
using Workbench.Kernels;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record MaskedLm
{
    /// <inheritdoc/>
    internal override ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store) =>
        new MaskedLmTask(Rate, corpus, tokenizer, store);
}

internal sealed class MaskedLmTask : TextTask, IReadsText
{
    private readonly double _rate;
    private readonly SpecialTokens _special;

    public MaskedLmTask(double rate, Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store)
        : base("mlm", corpus, tokenizer, store) => (_rate, _special) = (rate, new(Tokenizer));

    public override int Vocabulary => _special.Vocabulary;

    public override TaskKind Kind => TaskKind.HiddenTokens;

    public override Metric Metric { get; } = new("loss of hidden tokens", "nats per token", LowerIsBetter: true);

    protected override ITokenizer TaskTokenizer => _special;

    // Text is never made a special token, so the hidden places are put between its parts.
    public TextInput Read(string text, string? second)
    {
        var (tokens, places) = (new List<long> { _special.Start }, new List<TextPlace>());
        var parts = text.Split(WordPieceFile.Mask);
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
            {
                places.Add(new(WordPieceFile.Mask, tokens.Count));
                tokens.Add(_special.Mask);
            }
            // The tokens of words begin with the blank before them.
            var part = i < parts.Length - 1 && Tokenizer is not CharacterTokenizer ? parts[i].TrimEnd(' ') : parts[i];
            tokens.AddRange(Tokenizer.Encode(part).Select(token => (long)token));
        }
        return new([.. tokens], places);
    }

    public string AnswerOf(int output) => _special.Decode([output]);

    public string Sample
    {
        get
        {
            var text = Enumerable.Range(0, (int)Math.Min(int.MaxValue, Tokens.Validation.Length)).Select(at => Tokens.Validation[at]);
            return $"{IReadsText.FirstWords(Tokenizer, text)} {WordPieceFile.Mask}";
        }
    }

    // The start token and one to hide.
    protected override int ShortestContext => 2;

    protected override TaskFloors Floors() => NGrams(1);

    protected override Batch BatchOf(TokenFile.Part text, long[] starts, int context, torch.Device device, RandomStream draws, long first)
    {
        var (tokens, targets) = (new long[starts.Length * context], new long[starts.Length * context]);
        Array.Fill(targets, Batch.Ignored);
        var hidden = Math.Max(1, (int)Math.Round(_rate * (context - 1)));
        // For each place: whether it is chosen, what becomes of it, and which other token.
        var numbers = new double[3 * starts.Length * context];
        Philox.FillUniform(numbers, draws, (ulong)(first * context * 3));
        for (var row = 0; row < starts.Length; row++)
        {
            var at = row * context;
            tokens[at] = _special.Start;
            for (var t = 1; t < context; t++)
                tokens[at + t] = text[starts[row] + t - 1];
            foreach (var t in Enumerable.Range(1, context - 1).OrderBy(t => numbers[3 * (at + t)]).Take(hidden))
            {
                var (fate, other) = (numbers[(3 * (at + t)) + 1], numbers[(3 * (at + t)) + 2]);
                targets[at + t] = tokens[at + t];
                tokens[at + t] =
                    fate < 0.8 ? _special.Mask
                    : fate < 0.9 ? (long)(other * Tokenizer.Vocabulary)
                    : tokens[at + t];
            }
        }
        using var scope = torch.NewDisposeScope();
        return new(
            new ModelInput(torch.tensor(tokens, [starts.Length, context]).to(device)).MoveToOuterDisposeScope(),
            torch.tensor(targets, [starts.Length, context]).to(device).MoveToOuterDisposeScope()
        );
    }
}
