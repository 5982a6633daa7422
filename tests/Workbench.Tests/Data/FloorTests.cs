using FsCheck;
using FsCheck.Fluent;
using Workbench.Data;

namespace Workbench.Tests.Data;

/// <summary>The computed floors against counting by hand and by brute force.</summary>
public sealed class FloorTests
{
    [Fact]
    public void The_expected_maximum_multiplicity_is_that_of_all_sequences() =>
        Prop.ForAll(
                Gen.Choose(1, 6).Zip(Gen.Choose(2, 5)).ToArbitrary(),
                pair =>
                {
                    var (draws, symbols) = pair;
                    var all = (int)Math.Pow(symbols, draws);
                    var sum = 0.0;
                    for (var code = 0; code < all; code++)
                    {
                        var counts = new int[symbols];
                        for (var (rest, i) = (code, 0); i < draws; i++, rest /= symbols)
                            counts[rest % symbols]++;
                        sum += counts.Max();
                    }
                    Assert.Equal(sum / all, Multiplicity.ExpectedMaximum(draws, symbols), 10);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Large_bags_keep_their_precision()
    {
        Assert.Equal(1, Multiplicity.ExpectedMaximum(1, 1000), 12);
        Assert.Equal(1 + (1 / 1000.0), Multiplicity.ExpectedMaximum(2, 1000), 12);
        Assert.InRange(Multiplicity.ExpectedMaximum(512, 32), 24, 28);
    }

    [Fact]
    public void N_gram_losses_are_the_textbook_ones()
    {
        var training = new TokenText([0, 1, 0, 1, 2], 3);
        var validation = new TokenText([0, 1, 1], 3);
        var unigram = -(Math.Log(3 / 8.0) + Math.Log(3 / 8.0) + Math.Log(3 / 8.0)) / 3;
        // p(1 | 0) = (2 + 1) / (2 + 3), p(1 | 1) = (0 + 1) / (2 + 3)
        var bigram = -(Math.Log(3 / 5.0) + Math.Log(1 / 5.0)) / 2;
        Assert.Equal(unigram, NGramLoss.Unigram(training, validation, 3), 12);
        Assert.Equal(bigram, NGramLoss.Bigram(training, validation, 3), 12);
    }
}
