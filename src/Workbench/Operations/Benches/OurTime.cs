using TorchSharp;

namespace Workbench.Operations.Benches;

/// <summary>Measures work in this process as bench/peer.py does in the peer's.</summary>
internal static class OurTime
{
    private const double Least = 0.4;
    private const int Fewest = 3, Most = 100;

    /// <summary>The median of enough repetitions, after a warm-up.</summary>
    /// <param name="work">What is measured; tensors that it leaves are freed after each time.</param>
    /// <param name="threads">libtorch's threads. Set here, because OpenMP keeps them for each thread that calls it.</param>
    /// <param name="clock">The clock.</param>
    public static double Seconds(Action work, int threads, TimeProvider clock)
    {
        torch.set_num_threads(threads);
        Once();
        var times = new List<double>();
        while (times.Count < Fewest || (times.Sum() < Least && times.Count < Most))
            times.Add(Once());
        return times.Order().ElementAt(times.Count / 2);

        double Once()
        {
            var start = clock.GetTimestamp();
            using (torch.NewDisposeScope())
                work();
            return clock.GetElapsedTime(start).TotalSeconds;
        }
    }
}
