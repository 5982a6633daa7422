using Workbench.Generation;

namespace Workbench.Tests.Generation;

public sealed class SamplerTests
{
    private static readonly float[] Logits = [0, 2, 1, 3, float.NegativeInfinity];

    [Fact]
    public void Greedy_takes_the_most_probable_and_the_first_among_equals()
    {
        Assert.Equal(3, Sampler.Choose(Logits, DecodingConfig.Greedy, 0));
        Assert.Equal(1, Sampler.Choose([0, 2, 2], DecodingConfig.Greedy, 0));
    }

    [Fact]
    public void Candidates_are_cut_by_k_then_by_p()
    {
        var total = new[] { 0.0, 2, 1, 3 }.Sum(Math.Exp);
        var all = Sampler.Candidates(Logits, new());
        Assert.Equal([3, 1, 2, 0], all.Select(one => one.Token).Take(4));
        Assert.Equal(Math.Exp(3) / total, all[0].Probability, 1e-12);
        Assert.Equal([3, 1], Sampler.Candidates(Logits, new() { TopK = 2 }).Select(one => one.Token));
        // 0.64, 0.24, 0.09, 0.03
        Assert.Equal([3], Sampler.Candidates(Logits, new() { TopP = 0.6 }).Select(one => one.Token));
        Assert.Equal([3, 1], Sampler.Candidates(Logits, new() { TopP = 0.8 }).Select(one => one.Token));
        Assert.Equal([3], Sampler.Candidates(Logits, new() { TopP = 1e-9 }).Select(one => one.Token));
        // Of the two best, 0.73 and 0.27.
        Assert.Equal([3], Sampler.Candidates(Logits, new() { TopK = 2, TopP = 0.7 }).Select(one => one.Token));
        Assert.All(
            [new DecodingConfig { TopK = 3, TopP = 0.9 }, new DecodingConfig { Temperature = 0.5 }],
            config => Assert.Equal(1, Sampler.Candidates(Logits, config).Sum(one => one.Probability), 1e-12)
        );
    }

    [Fact]
    public void Candidates_have_a_share_of_the_best_ones_probability()
    {
        // e^(2 - 3) = 0.37, e^(1 - 3) = 0.14.
        Assert.Equal([3, 1], Sampler.Candidates(Logits, new() { MinP = 0.2 }).Select(one => one.Token));
        Assert.Equal([3, 1, 2], Sampler.Candidates(Logits, new() { MinP = 0.1 }).Select(one => one.Token));
        Assert.Equal([3], Sampler.Candidates(Logits, new() { MinP = 1 }).Select(one => one.Token));
        // With temperature 2: 0.61, 0.37, 0.22.
        Assert.Equal([3, 1, 2], Sampler.Candidates(Logits, new() { MinP = 0.3, Temperature = 2 }).Select(one => one.Token));
    }

    [Fact]
    public void Tokens_of_the_text_are_penalised_once_whatever_their_sign()
    {
        float[] logits = [2, -2, 3, float.NegativeInfinity];
        Sampler.Penalise(logits, [0, 0, 1, 3], 2);
        Assert.Equal([1, -4, 3, float.NegativeInfinity], logits);
        Sampler.Penalise(logits, [2], 1);
        Assert.Equal(3, logits[2]);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Draws_have_the_probabilities_of_the_temperature(double temperature)
    {
        const int draws = 20_000;
        var config = new DecodingConfig { Temperature = temperature, Seed = 3 };
        var counts = new int[Logits.Length];
        for (var i = 0; i < draws; i++)
            counts[Sampler.Choose(Logits, config, (ulong)i)]++;
        var weights = Logits.Select(one => Math.Exp(one / temperature)).ToArray();
        for (var token = 0; token < counts.Length; token++)
        {
            var expected = weights[token] / weights.Sum();
            Assert.InRange(
                counts[token] / (double)draws,
                expected - 4 * Math.Sqrt(expected * (1 - expected) / draws) - 1e-9,
                expected + 4 * Math.Sqrt(expected * (1 - expected) / draws) + 1e-9
            );
        }
    }

    [Fact]
    public void Logits_that_are_no_numbers_are_refused() =>
        Assert.Throws<InvalidOperationException>(() => Sampler.Choose([0, float.NaN], new(), 0));
}
