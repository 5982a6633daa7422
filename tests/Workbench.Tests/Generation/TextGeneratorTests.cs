using TorchSharp;
using Workbench.Configuration;
using Workbench.Generation;
using Workbench.Models;
using Workbench.Models.Contracts;
using Workbench.Tests.ModelTests;
using Workbench.Tokenizers;
using static TorchSharp.torch;

namespace Workbench.Tests.Generation;

public sealed class TextGeneratorTests
{
    private static Transformer Build(string position = "rope", string attention = "full") =>
        ConfigTree
            .With(ConfigTree.With(ContractSpace.Base, "position", position), "attention", attention)
            .Build(CPU, ScalarType.Float64, 2)
            .Stirred(0.3);

    private static int Best(Transformer model, IReadOnlyList<int> text)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        return (int)model.call(tensor(text.Select(one => (long)one).ToArray(), [1, text.Count]))[0, -1].argmax().item<long>();
    }

    [Theory]
    [InlineData("rope", "full")]
    [InlineData("learned", "full")]
    [InlineData("alibi", "full")]
    [InlineData("t5", "window:5")]
    [InlineData("shaw:4", "full")]
    [InlineData("none", "linear")]
    [InlineData("rope", "performer:16")]
    [InlineData("rope", "delta")]
    public void Greedy_is_the_argmax_of_the_full_forward_and_slides_at_the_end_of_the_context(string position, string attention)
    {
        using var model = Build(position, attention);
        var text = new List<int> { 3, 1, 4, 1, 5 };
        var window = new List<int>(text);
        foreach (var token in new TextGenerator(model).Tokens(text.ToArray(), DecodingConfig.Greedy with { MaxTokens = 30 }))
        {
            if (window.Count > 12)
                window = window[^6..];
            Assert.Equal(Best(model, window), token);
            window.Add(token);
            text.Add(token);
        }
        Assert.Equal(35, text.Count);
    }

    [Theory]
    [InlineData("learned", "full", "decoder")]
    [InlineData("rope", "full", "prefix-lm")]
    [InlineData("alibi", "window:5", "decoder")]
    [InlineData("rope", "linear", "decoder")]
    [InlineData("none", "delta", "decoder")]
    public void Prompts_of_different_lengths_give_together_what_each_gives_alone(string position, string attention, string architecture)
    {
        var config = ConfigTree.With(ConfigTree.With(ContractSpace.Base, "position", position), "attention", attention);
        using var model = ConfigTree.With(config, "architecture", architecture).Build(CPU, ScalarType.Float64, 2).Stirred(0.3);
        // Shorter and longer than the context, which is passed while generating.
        int[][] prompts =
        [
            [3, 1, 4, 1, 5],
            [9],
            [2, 6, 5],
            [.. Enumerable.Range(0, 17).Select(i => i * i % 11)],
            [8, 9, 7],
        ];
        var generator = new TextGenerator(model);
        DecodingConfig[] choices =
        [
            DecodingConfig.Greedy with
            {
                MaxTokens = 20,
            },
            new()
            {
                MaxTokens = 20,
                Seed = 5,
                RepetitionPenalty = 1.3,
            },
            DecodingConfig.Greedy with
            {
                MaxTokens = 20,
                Overflow = ContextOverflow.Stop,
            },
            DecodingConfig.Greedy with
            {
                MaxTokens = 4,
                Beams = 2,
            },
        ];
        foreach (var choice in choices)
            Assert.Equal(prompts.Select(prompt => generator.Tokens(prompt, choice).ToArray()), generator.Batch(prompts, choice));
        Assert.Throws<InvalidInputException>(() =>
            generator.Batch(
                [
                    [1],
                    [],
                ],
                choices[0]
            )
        );
    }

    [Fact]
    public void Extrapolation_goes_on_with_everything()
    {
        using var model = Build();
        var text = new List<int> { 3, 1, 4 };
        foreach (
            var token in new TextGenerator(model).Tokens(
                text.ToArray(),
                DecodingConfig.Greedy with
                {
                    MaxTokens = 20,
                    Overflow = ContextOverflow.Extrapolate,
                }
            )
        )
        {
            Assert.Equal(Best(model, text), token);
            text.Add(token);
        }
        Assert.Equal(23, text.Count);
    }

    [Fact]
    public void Stopping_ends_with_the_context()
    {
        using var model = Build();
        // Ten tokens of prompt; two more are read, and the token after those needs no room of its own.
        Assert.Equal(
            3,
            new TextGenerator(model).Tokens(Enumerable.Repeat(1, 10).ToArray(), new() { Overflow = ContextOverflow.Stop }).Count()
        );
    }

    [Fact]
    public void A_prompt_longer_than_the_context_is_read_from_where_it_fits()
    {
        using var model = Build("learned");
        int[] prompt = [.. Enumerable.Range(0, 40).Select(i => i % 11)];
        Assert.Equal(Best(model, prompt[^12..]), new TextGenerator(model).Tokens(prompt, DecodingConfig.Greedy).First());
    }

    [Fact]
    public void The_same_seed_writes_the_same_text_and_another_does_not()
    {
        using var model = Build();
        var generator = new TextGenerator(model);
        var config = new DecodingConfig { MaxTokens = 20, Seed = 7 };
        var first = generator.Tokens([1], config).ToArray();
        Assert.Equal(first, generator.Tokens([1], config).ToArray());
        Assert.NotEqual(first, generator.Tokens([1], config with { Seed = 8 }).ToArray());
    }

    [Fact]
    public void Text_streams_in_pieces_and_stops_when_cancelled()
    {
        using var model = Build();
        var tokenizer = CharacterTokenizer.From(["abcdefghijk"]);
        using var source = new CancellationTokenSource();
        var pieces = new List<string>();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var piece in new TextGenerator(model).Text("abc", tokenizer, new(), source.Token))
            {
                pieces.Add(piece);
                if (pieces.Count == 4)
                    source.Cancel();
            }
        });
        Assert.Equal(4, pieces.Count);
        Assert.Equal(string.Concat(pieces), new TextGenerator(model).Complete("abc", tokenizer, new() { MaxTokens = 4 }));
    }

    [Fact]
    public void Nothing_is_left_alive()
    {
        using var model = Build();
        new TextGenerator(model).Tokens([1], new() { MaxTokens = 2 }).Count();
        using var scope = NewDisposeScope();
        Assert.Equal(4, new TextGenerator(model).Tokens([1], new() { MaxTokens = 4 }).Count());
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void What_cannot_be_generated_is_refused_all_at_once()
    {
        using var model = Build("learned");
        var error = Assert.Throws<InvalidInputException>(() =>
            new TextGenerator(model).Tokens(
                [1, 11],
                new()
                {
                    TopP = 0,
                    Temperature = -1,
                    Overflow = ContextOverflow.Extrapolate,
                }
            )
        );
        Assert.Equal(
            [
                "temperature: temperature is out of range (got -1); allowed: at least 0 and at most 1000",
                "topP: topP is out of range (got 0); allowed: above 0 and at most 1",
                "prompt: a token of the prompt is unknown to the model (got 11); allowed: 0 to 10",
                "overflow: a learned position is not defined beyond the context (got extrapolate); allowed: slide, stop",
            ],
            error.Faults.Select(fault => fault.ToString())
        );
        Assert.Equal(
            "prompt: a prompt has at least one token (got none). Give a prompt of at least one character.",
            Assert.Throws<InvalidInputException>(() => new TextGenerator(model).Tokens([], new())).Message
        );
    }
}
