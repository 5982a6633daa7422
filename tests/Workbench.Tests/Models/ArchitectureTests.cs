using Workbench.Configuration;
using Workbench.Data;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Models.Contracts;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

/// <summary>What relates the architectures to each other, and the inputs that each refuses.</summary>
public class ArchitectureTests
{
    private const int Count = 9;

    private static TransformerConfig With(params string[] settings) =>
        settings
            .Select(one => one.Split('=', 2))
            .Aggregate(ContractSpace.Base, (config, pair) => ConfigTree.With(config, pair[0], pair[1]));

    [Theory]
    [InlineData("learned")]
    [InlineData("rope")]
    [InlineData("alibi")]
    [InlineData("none")]
    public void A_prefix_of_no_token_is_a_decoder_and_one_of_all_an_encoder(string position)
    {
        using var scope = NewDisposeScope();
        using var prefix = Probe.Double(With("architecture=prefix-lm", $"position={position}"));
        using var decoder = Probe.Double(With($"position={position}"));
        using var encoder = Probe.Double(With("architecture=encoder", $"position={position}"));
        var tokens = Probe.Tokens(2, Count, 11);
        ModelInput Prefixed(long length) => new(tokens) { Prefix = full([2], length, ScalarType.Int64) };
        Assert.Equal(0, Probe.Difference(decoder.Logits(tokens), prefix.Logits(tokens)));
        Assert.Equal(0, Probe.Difference(decoder.Logits(tokens), prefix.Logits(Prefixed(0))), 1e-12);
        Assert.Equal(0, Probe.Difference(encoder.Logits(tokens), prefix.Logits(Prefixed(Count))), 1e-12);
        Assert.NotEqual(0, Probe.Difference(encoder.Logits(tokens), decoder.Logits(tokens)), 1e-3);
    }

    [Fact]
    public void Kernels_and_plain_operators_agree_on_every_mask()
    {
        using var scope = NewDisposeScope();
        foreach (var architecture in new[] { "encoder", "prefix-lm", "encoder-decoder", "encoder-rnn" })
        {
            var config = With($"architecture={architecture}", "position=t5", "heads=gqa:2");
            using var exact = Probe.Double(config);
            using var single = Probe.Single(config).Stirred();
            var input = Probe.Input(config, 3, Count);
            Assert.True(Probe.Difference(exact.Logits(input), single.Logits(input)) < 1e-4, architecture);
        }
    }

    [Fact]
    public void The_identity_is_the_causal_order_and_other_orders_hide_what_comes_later_in_them()
    {
        using var scope = NewDisposeScope();
        using var model = Probe.Double(With("position=rope"));
        var tokens = Probe.Tokens(1, Count, 11);
        ModelInput InOrder(Tensor some, params long[] order) => new(some) { Order = tensor(order).unsqueeze(0) };
        Assert.Equal(
            0,
            Probe.Difference(model.Logits(tokens), model.Logits(InOrder(tokens, [.. Enumerable.Range(0, Count).Select(i => (long)i)]))),
            1e-12
        );
        // Token 2 has the last place, so that no other token sees it; token 8 has the first, so that all do.
        long[] order = [1, 2, 8, 3, 4, 5, 6, 7, 0];
        var before = model.Logits(InOrder(tokens, order));
        Assert.Equal([2], Changed(before, model.Logits(InOrder(Other(tokens, 2), order))));
        Assert.Equal(Enumerable.Range(0, Count), Changed(before, model.Logits(InOrder(Other(tokens, 8), order))));
    }

    [Fact]
    public void An_encoder_without_positions_is_equivariant_to_permutations()
    {
        using var scope = NewDisposeScope();
        foreach (var attention in new[] { "full", "linear", "performer:16", "rfa:16" })
        {
            using var model = Probe.Double(With("architecture=encoder", "position=none", $"attention={attention}"));
            var tokens = Probe.Tokens(2, Count, 11);
            var order = tensor(new long[] { 4, 2, 8, 0, 1, 7, 6, 3, 5 });
            var difference = Probe.Difference(model.Logits(tokens).index_select(1, order), model.Logits(tokens.index_select(1, order)));
            Assert.True(difference < 1e-12, $"{attention}: {difference}");
        }
    }

    [Fact]
    public void A_source_of_one_token_is_attended_to_alike_by_softmax_and_feature_attention()
    {
        using var scope = NewDisposeScope();
        using var full = Probe.Double(With("architecture=encoder-decoder:encoder-layers=1"));
        using var window = Probe.Double(With("architecture=encoder-decoder:encoder-layers=1", "attention=window:12"));
        var input = new ModelInput(Probe.Tokens(2, Count, 11)) { Source = Probe.Tokens(2, 1, 11, seed: 4) };
        Assert.Equal(0, Probe.Difference(full.Logits(input), window.Logits(input)));
    }

    [Theory]
    [InlineData("delta", "encoder", "delta attention mixes tokens up to each token only")]
    [InlineData("linear", "prefix-lm", "linear attention mixes tokens up to each token and in both directions only")]
    [InlineData("rfa:8:gate=true", "encoder-decoder", "rfa attention mixes tokens up to each token only")]
    public void An_attention_that_lacks_a_mask_is_refused_with_those_that_have_it(string attention, string architecture, string rule)
    {
        var fault = Assert.Single(ConfigTree.Validate(With($"attention={attention}", $"architecture={architecture}")));
        Assert.Equal(rule, fault.Rule);
        Assert.StartsWith($"architecture={architecture}, whose tokens are mixed ", fault.Value, StringComparison.Ordinal);
        Assert.Contains("attention=full", fault.Allowed, StringComparison.Ordinal);
        Assert.DoesNotContain("attention=delta", fault.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_that_the_architecture_does_not_take_are_refused()
    {
        using var scope = NewDisposeScope();
        var tokens = Probe.Tokens(1, Count, 11);
        using var decoder = Probe.Single(With());
        using var encoder = Probe.Single(With("architecture=encoder"));
        using var pair = Probe.Single(With("architecture=encoder-decoder"));
        using var linear = Probe.Single(With("attention=linear"));
        Refuses("the architecture takes no source", () => decoder.Logits(new(tokens) { Source = tokens }));
        Refuses("the architecture takes no prefix", () => encoder.Logits(new(tokens) { Prefix = ones(1, ScalarType.Int64) }));
        Refuses("the architecture takes no segments", () => encoder.Logits(new(tokens) { Segments = tokens }));
        Refuses("an encoder-decoder needs a source text", () => pair.Logits(tokens));
        Refuses("an encoder-decoder needs a source text", () => pair.NewState());
        Refuses("an encoder sees the whole text at once", () => encoder.NewState());
        Refuses("the architecture takes no source", () => decoder.NewState(tokens));
        Refuses("this attention reads tokens in the order of the text", () => linear.Logits(new(tokens) { Order = tokens }));
        Refuses(
            "a learned position is not defined beyond the context",
            () => pair.Logits(new(tokens) { Source = Probe.Tokens(1, 13, 11) })
        );

        static void Refuses(string rule, Action action) =>
            Assert.StartsWith(rule, Assert.Throws<InvalidInputException>(action).Faults[0].Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Embeddings_of_source_and_target_are_one_table_or_two()
    {
        var shared = With("architecture=encoder-decoder");
        var separate = With("architecture=encoder-decoder:shared-embeddings=false");
        Assert.Equal(shared.ParameterCount() + (shared.Vocabulary * shared.Width), separate.ParameterCount());
        using var model = Probe.Single(separate);
        Assert.Contains(model.named_parameters(), one => one.name == "encoder.embedding.weight");
    }

    private static Tensor Other(Tensor tokens, int at)
    {
        var changed = tokens.clone();
        changed[0, at] = (tokens[0, at] + 1) % 11;
        return changed;
    }

    private static IEnumerable<int> Changed(Tensor before, Tensor after) =>
        Enumerable.Range(0, Count).Where(i => !Probe.AreSame(before[0, i], after[0, i]));

    [
        Theory,
        InlineData("encoder", "first"),
        InlineData("encoder", "mean"),
        InlineData("encoder", "max"),
        InlineData("decoder", "last"),
        InlineData("decoder", "mean")
    ]
    public void A_classifier_projects_what_the_tokens_are_pooled_to(string architecture, string pooling)
    {
        using var scope = NewDisposeScope();
        using var model = Probe.Double(With($"architecture={architecture}", $"pooling={pooling}", "classes=3", "tieEmbeddings=false"));
        var tokens = Probe.Tokens(2, Count, 11);
        var padding = arange(Count).unsqueeze(0).ge(tensor(new long[] { Count, 4 }).unsqueeze(1)); // the second text has 4 tokens
        var logits = model.Logits(new ModelInput(tokens) { Padding = padding });
        Assert.Equal([2, 1, 3], logits.shape);
        // Each text alone, without padding, by the definition.
        for (var row = 0; row < 2; row++)
        {
            var hidden = model.Hidden(tokens.narrow(0, row, 1).narrow(1, 0, row == 0 ? Count : 4)); // [1, T, D]
            var pooled = pooling switch
            {
                "first" => hidden.narrow(1, 0, 1),
                "last" => hidden.narrow(1, -1, 1),
                "max" => hidden.amax([1], keepdim: true),
                _ => hidden.mean([1], keepdim: true),
            };
            var expected = pooled.matmul(model.get_parameter("classes.weight")!.transpose(0, 1));
            Assert.Equal(0, Probe.Difference(expected[0], logits[row]), 1e-12);
        }
        Assert.Equal(model.Config.ParameterCount(), model.parameters().Sum(one => one.numel()));
        Assert.DoesNotContain("head.weight", model.named_parameters().Select(one => one.name));
        var refused = Assert.Throws<InvalidInputException>(() => model.NewState());
        Assert.StartsWith("a classifier has no output over the vocabulary", refused.Faults[0].Rule);
    }

    [Fact]
    public void A_pooler_is_a_layer_with_tanh_on_the_pooled_vector()
    {
        using var scope = NewDisposeScope();
        string[] settings = ["architecture=encoder", "pooling=mean", "pooler=tanh", "initialisation=gpt2:std=0.5"];
        using var encoder = Probe.Double(With(settings));
        using var classifier = Probe.Double(With([.. settings, "classes=3"]));
        var tokens = Probe.Tokens(2, Count, 11);
        var mean = encoder.Hidden(tokens).mean([1], keepdim: true); // [B, 1, D]
        var vector = mean.matmul(encoder.get_parameter("pooler.weight")!.T).add(encoder.get_parameter("pooler.bias")!).tanh();
        Assert.Equal(0, Probe.Difference(vector, encoder.Logits(tokens)), 1e-12);
        Assert.Null(encoder.OutputWeight);
        Assert.Equal(0, Probe.Difference(vector.matmul(classifier.get_parameter("classes.weight")!.T), classifier.Logits(tokens)), 1e-12);
        foreach (var model in new[] { encoder, classifier })
            Assert.Equal(model.Config.ParameterCount(), model.parameters().Sum(one => one.numel()));
        var refused = Assert.Throws<InvalidInputException>(() => encoder.Loss(tokens, zeros([2, 1], ScalarType.Int64), -1));
        Assert.StartsWith("a model with pooling has a loss over classes only", refused.Faults[0].Rule);
    }

    [Fact]
    public void Without_the_final_norm_the_stream_is_the_output()
    {
        using var scope = NewDisposeScope();
        using var with = Probe.Double(With("architecture=encoder"));
        using var without = Probe.Double(With("architecture=encoder", "finalNorm=false"));
        var tokens = Probe.Tokens(2, Count, 11);
        var stream = without.Hidden(tokens);
        Assert.True(Probe.Difference(stream, with.Hidden(tokens)) > 0.1);
        var normed = nn.functional.layer_norm(
            stream,
            [without.Config.Width],
            with.get_parameter("norm.weight"),
            with.get_parameter("norm.bias"),
            1e-5
        );
        Assert.Equal(0, Probe.Difference(normed, with.Hidden(tokens)), 1e-12);
    }

    [Fact]
    public void Embeddings_of_another_width_are_widened_by_the_first_block()
    {
        using var model = Probe.Double(With("embeddingWidth=8", "tieEmbeddings=false"));
        var shapes = model.named_parameters().ToDictionary(one => one.name, one => one.parameter.shape);
        Assert.Equal([11, 8], shapes["embedding.weight"]);
        Assert.Equal([model.Config.Context, 8], shapes["position.weight"]);
        Assert.Equal([8], shapes["blocks.0.attention_norm.weight"]);
        Assert.Equal([24, 8], shapes["blocks.0.attention.qkv.weight"]);
        Assert.Equal([16, 8], shapes["blocks.0.attention.output.weight"]);
        Assert.Equal([16, 8], shapes["blocks.0.shortcut.weight"]);
        Assert.Equal([16], shapes["blocks.0.feed_forward_norm.weight"]);
        Assert.Equal([48, 16], shapes["blocks.1.attention.qkv.weight"]);
        Assert.DoesNotContain("blocks.1.shortcut.weight", shapes.Keys);
        // The width itself is no other width.
        var same = With("embeddingWidth=16");
        Assert.Equal(With().ParameterCount(), same.ParameterCount());
        using var plain = Probe.Double(same);
        Assert.DoesNotContain("blocks.0.shortcut.weight", plain.named_parameters().Select(one => one.name));
    }

    [Theory]
    [InlineData("the first token must see the others", "pooling=first", "classes=3")]
    [InlineData("a classifier reads one text", "architecture=encoder-decoder", "classes=3")]
    [InlineData("a pooler reads the one vector of a text", "pooler=tanh")]
    [InlineData("post placement has no norm after the last block", "placement=post", "finalNorm=false")]
    [InlineData("the number of heads must divide the width of the embeddings", "embeddingWidth=6", "tieEmbeddings=false")]
    [InlineData("an output projection that is the embedding needs embeddings of the width", "embeddingWidth=8")]
    [InlineData("rope acts in heads", "embeddingWidth=8", "tieEmbeddings=false", "position=rope")]
    [InlineData("shaw acts in heads", "embeddingWidth=8", "tieEmbeddings=false", "position=shaw")]
    [InlineData("embeddings of another width are read", "embeddingWidth=8", "tieEmbeddings=false", "placement=parallel")]
    [InlineData("embeddings of another width are read", "embeddingWidth=8", "tieEmbeddings=false", "architecture=encoder-rnn")]
    [InlineData("the rank of values is at most", "embeddingWidth=8", "tieEmbeddings=false", "valueRank=3")]
    public void Models_that_make_no_sense_are_refused(string rule, params string[] settings) =>
        Assert.StartsWith(rule, Assert.Throws<InvalidInputException>(() => Probe.Double(With(settings))).Faults[0].Rule);
}
