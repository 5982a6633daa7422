namespace Workbench.Benches.Tests;

public class InterleavedTimerTests
{
    [Fact]
    public void The_fastest_of_every_side_counts_by_its_median()
    {
        var timer = new InterleavedTimer(3);
        timer.Add("ours", "1 thread", Said(4.4, 3, 4));
        timer.Add("ours", "2 threads", Said(3, 9, 4.5));
        timer.Add("peer", "default", Said(7, 8, 6));
        var fastest = timer.Run(TestContext.Current.CancellationToken);
        Assert.Equal(new Fastest("1 thread", 4), fastest["ours"]);
        Assert.Equal(new Fastest("default", 7), fastest["peer"]);
    }

    [Fact]
    public void Sides_are_measured_in_turns_and_who_is_far_behind_its_own_is_not_measured_again()
    {
        var asked = new List<string>();
        var timer = new InterleavedTimer(2);
        var contenders = new[] { ("ours", "a", 10.0), ("peer", "slow", 3.1), ("peer", "near", 2.9), ("peer", "best", 2.0) };
        foreach (var (side, name, seconds) in contenders)
        {
            timer.Add(
                side,
                name,
                () =>
                {
                    asked.Add(name);
                    return seconds;
                }
            );
        }
        var fastest = timer.Run(TestContext.Current.CancellationToken);
        Assert.Equal(["a", "slow", "near", "best", "a", "near", "best"], asked);
        Assert.Equal("best", fastest["peer"].Contender);
    }

    [Fact]
    public void It_stops_between_two_contenders()
    {
        using var stop = new CancellationTokenSource();
        var timer = new InterleavedTimer(2);
        timer.Add(
            "ours",
            "a",
            () =>
            {
                stop.Cancel();
                return 1;
            }
        );
        timer.Add("peer", "b", () => throw new InvalidOperationException("it was to stop"));
        Assert.Throws<OperationCanceledException>(() => timer.Run(stop.Token));
    }

    private static Func<double> Said(params double[] seconds)
    {
        var next = 0;
        return () => seconds[next++];
    }
}
