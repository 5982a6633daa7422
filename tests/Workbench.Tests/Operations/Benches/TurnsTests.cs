using Workbench.Operations.Benches;

namespace Workbench.Tests.Operations.Benches;

public class TurnsTests
{
    [Fact]
    public async Task The_best_of_every_side_counts_by_its_median()
    {
        var turns = new Turns(3);
        turns.Enter("ours", "1 thread", Said(4.4, 3, 4));
        turns.Enter("ours", "2 threads", Said(3, 9, 4.5));
        turns.Enter("peer", "default", Said(7, 8, 6));
        var best = await turns.Run(TestContext.Current.CancellationToken);
        Assert.Equal(new Best("1 thread", 4), best["ours"]);
        Assert.Equal(new Best("default", 7), best["peer"]);
    }

    [Fact]
    public async Task Sides_are_measured_in_turns_and_who_is_far_behind_his_own_is_not_asked_again()
    {
        var asked = new List<string>();
        var turns = new Turns(2);
        foreach (var (side, name, seconds) in new[] { ("ours", "a", 10.0), ("peer", "slow", 3.1), ("peer", "near", 2.9), ("peer", "best", 2.0) })
        {
            turns.Enter(side, name, _ =>
            {
                asked.Add(name);
                return Task.FromResult(seconds);
            });
        }
        var best = await turns.Run(TestContext.Current.CancellationToken);
        Assert.Equal(["a", "slow", "near", "best", "a", "near", "best"], asked);
        Assert.Equal("best", best["peer"].Entrant);
    }

    private static Func<CancellationToken, Task<double>> Said(params double[] seconds)
    {
        var next = 0;
        return _ => Task.FromResult(seconds[next++]);
    }
}
