using TorchSharp;
using Workbench.Configuration;
using Workbench.Generation;
using Workbench.Models;
using Workbench.Models.Contracts;
using Workbench.Models.Initialisation;
using Workbench.Tests.ModelTests;
using Workbench.Tokenizers;
using static TorchSharp.torch;

namespace Workbench.Tests.Generation;

public sealed class BeamSearchTests
{
    private static readonly int[] Prompt = [3, 1, 4];

    // Weights so large that the next token depends on all tokens before.
    private static readonly TransformerConfig Lively = ContractSpace.Base with
    {
        TieEmbeddings = false,
        Initialisation = new Gpt2Initialisation { Std = 0.5 },
    };

    private static Transformer Build(string attention = "full", string position = "none", int vocabulary = 4) =>
        (ConfigTree.With(ConfigTree.With(Lively, "position", position), "attention", attention) with { Vocabulary = vocabulary })
            .Build(CPU, ScalarType.Float64, 2)
            .Stirred(0.5);

    private static DecodingConfig Beams(int beams, int tokens) => new() { Beams = beams, MaxTokens = tokens };

    // From full forward passes, without any state.
    private static double LogProbability(Transformer model, int[] prompt, IReadOnlyList<int> tokens)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        int[] text = [.. prompt, .. tokens];
        var rows = nn.functional.log_softmax(model.call(tensor(text.Select(one => (long)one).ToArray(), [1, text.Length]))[0], -1);
        return tokens.Select((token, i) => rows[prompt.Length + i - 1, token].item<double>()).Sum();
    }

    private static IEnumerable<int[]> All(int vocabulary, int length) =>
        length == 0
            ?
            [
                [],
            ]
            : All(vocabulary, length - 1).SelectMany(some => Enumerable.Range(0, vocabulary).Select(one => (int[])[.. some, one]));

    [Fact]
    public void Enough_beams_find_the_best_of_all_continuations()
    {
        using var model = Build();
        int[] prompt = [3, 1, 2];
        var best = All(4, 4).MaxBy(tokens => LogProbability(model, prompt, tokens))!;
        Assert.Equal(best, new TextGenerator(model).Tokens(prompt, Beams(64, 4)));
        // The best token each time is not the best text, or this model would show nothing.
        var greedy = new TextGenerator(model).Tokens(prompt, DecodingConfig.Greedy with { MaxTokens = 4 }).ToArray();
        Assert.True(LogProbability(model, prompt, best) >= LogProbability(model, prompt, greedy));
    }

    [Fact]
    public void More_beams_find_no_less_than_the_best_token_each_time()
    {
        var better = 0;
        for (var seed = 1; seed <= 8; seed++)
        {
            using var model = (Lively with { Vocabulary = 6 }).Build(CPU, ScalarType.Float64, seed).Stirred(0.5);
            var greedy = new TextGenerator(model).Tokens(Prompt, DecodingConfig.Greedy with { MaxTokens = 6 }).ToArray();
            var found = new TextGenerator(model).Tokens(Prompt, Beams(6, 6)).ToArray();
            var gain = LogProbability(model, Prompt, found) - LogProbability(model, Prompt, greedy);
            Assert.True(gain > -1e-9, $"seed {seed}: {gain}");
            better += gain > 1e-6 ? 1 : 0;
        }
        Assert.True(better > 0, "no model for which a search finds more");
    }

    [Theory]
    [InlineData("full", "rope")]
    [InlineData("full", "learned")]
    [InlineData("window:4", "alibi")]
    [InlineData("linear", "none")]
    [InlineData("rfa:8:gate=true", "rope")]
    [InlineData("performer:12", "rope")]
    [InlineData("delta", "rope")]
    public void A_state_taken_apart_goes_on_like_the_sequences_it_came_from(string attention, string position)
    {
        using var scope = NewDisposeScope();
        using var model = Build(attention, position, 11);
        model.eval();
        var tokens = Probe.Tokens(2, 9, 11);
        using var whole = model.NewState(2);
        model.Step(tokens.narrow(1, 0, 6), whole);
        using var taken = whole.Take([1, 0, 1]);
        Assert.Equal((3, 6), (taken.Batch, taken.Length));
        Assert.Equal(3 * whole.Elements, 2 * taken.Elements);
        for (var i = 6; i < 9; i++)
        {
            var both = model.Step(tokens.narrow(1, i, 1), whole);
            var three = model.Step(tokens.index_select(0, tensor((long[])[1, 0, 1])).narrow(1, i, 1), taken);
            Tensors.Close(both.index_select(0, tensor((long[])[1, 0, 1])), three, 1e-12);
        }
    }

    [Fact]
    public void A_length_penalty_favours_longer_texts_and_a_stop_ends_a_beam()
    {
        using var model = Build(vocabulary: 11);
        var tokenizer = CharacterTokenizer.From(["abcdefghijk"]);
        string Find(double penalty) =>
            new TextGenerator(model).Complete("dbe", tokenizer, Beams(8, 6) with { LengthPenalty = penalty, Stop = ["e"] });
        var (shortest, longest) = (Find(0), Find(10));
        Assert.True(shortest.Length < longest.Length, $"{shortest}, {longest}");
        Assert.DoesNotContain('e', shortest + longest);
    }

    [Fact]
    public void Beams_slide_and_stop_at_the_end_of_the_context()
    {
        using var model = Build(position: "learned", vocabulary: 11);
        Assert.Equal(30, new TextGenerator(model).Tokens(Prompt, Beams(3, 30)).Count());
        var stopped = new TextGenerator(model).Tokens(Prompt, Beams(3, 30) with { Overflow = ContextOverflow.Stop }).ToArray();
        Assert.Equal(12 - Prompt.Length + 1, stopped.Length);
        using var scope = NewDisposeScope();
        Assert.Equal(5, new TextGenerator(model).Tokens(Prompt, Beams(3, 5)).Count());
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void What_cannot_be_searched_is_refused()
    {
        using var model = Build(vocabulary: 11);
        var none = Assert.Throws<InvalidInputException>(() => new TextGenerator(model).Tokens(Prompt, Beams(0, 3)));
        Assert.Contains("beams is out of range (got 0); allowed: at least 1", none.Message);
        var drawn = Assert.Throws<InvalidInputException>(() => new TextGenerator(model).Tokens(Prompt, Beams(2, 3) with { TopK = 4 }));
        Assert.Contains("beam search draws nothing", drawn.Message);
        var empty = Assert.Throws<InvalidInputException>(() =>
            new TextGenerator(model).Tokens(Prompt, DecodingConfig.Greedy with { Stop = [""] })
        );
        Assert.Contains("a text that ends the generation has a character", empty.Message);
    }
}
