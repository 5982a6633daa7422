using System.Globalization;
using Workbench.Kernels;

namespace Workbench.Benches.Measures;

/// <summary>
/// Where the time of a training step goes: each part of the native kernels, and what is outside of them (C#, autograd, libtorch's small
/// operators). Beside the times: threads woken and garbage made by a step.
/// </summary>
/// <param name="Model">The model's name.</param>
/// <param name="Step">Makes the step ready.</param>
internal sealed record StepProfile(string Model, Func<Workload> Step) : Measure($"step, {Model}")
{
    // Parts outside products and attention are to be small.
    private const double Most = 5;
    private const int Steps = 20;
    private static readonly string[] Free = ["products", "attention"];

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        using var step = Step();
        var rounds = new List<Profile>();
        for (var round = 0; round < context.Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            // It warms up: the first rounds meet code that .NET still compiles.
            InterleavedTimer.MedianSeconds(step, context.Threads[^1], context.Clock);
            rounds.Add(Profiled(step, context.Clock));
        }
        return Compared(rounds.OrderBy(round => round.Seconds).ElementAt(rounds.Count / 2));
    }

    private static Profile Profiled(Workload step, TimeProvider clock)
    {
        var (began, garbage) = (clock.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        var parts = KernelProfile.Of(() =>
        {
            for (var i = 0; i < Steps; i++)
            {
                using var scope = TorchSharp.torch.NewDisposeScope();
                step.Run();
            }
        });
        return new(clock.GetElapsedTime(began).TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - garbage, parts);
    }

    private IReadOnlyList<Comparison> Compared(Profile profile)
    {
        var timed = profile.Parts.Where(part => part.Seconds > 0).ToList();
        var woken = profile.Parts.Where(part => part.Seconds == 0).Sum(part => part.Calls);
        IEnumerable<KernelTime> all =
        [
            .. timed
                .GroupBy(part => part.Name.Replace("_backward", "", StringComparison.Ordinal))
                .Select(group => new KernelTime(group.Key, group.Sum(part => part.Seconds), group.Sum(part => part.Calls))),
            new("outside the kernels", profile.Seconds - timed.Sum(part => part.Seconds), 0),
        ];
        var counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{timed.Sum(part => part.Calls) / Steps} calls of kernels, threads woken {woken / Steps} times, "
                + $"{profile.Garbage / Steps * 1e-3:0.#} KB of garbage"
        );
        return
        [
            .. all.OrderByDescending(part => part.Seconds)
                .Select(part => new Comparison(
                    $"{Name}: {part.Name}",
                    "%",
                    100 * part.Seconds / profile.Seconds,
                    100,
                    "the whole step",
                    part.Seconds / profile.Seconds,
                    0,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{part.Seconds / Steps * 1e3:0.###} of {profile.Seconds / Steps * 1e3:0.###} ms; "
                            + $"{(part.Calls > 0 ? $"{part.Calls / Steps} calls" : counts)}"
                    )
                )
                {
                    Limit = Free.Contains(part.Name) ? null : Most,
                }),
        ];
    }

    private sealed record Profile(double Seconds, long Garbage, IReadOnlyList<KernelTime> Parts);
}
