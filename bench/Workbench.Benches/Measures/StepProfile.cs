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
        var threads = context.Threads[^1];
        using var step = Step();
        InterleavedTimer.MedianSeconds(step, threads, context.Clock);
        cancellation.ThrowIfCancellationRequested();
        var (began, garbage) = (context.Clock.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        var parts = KernelProfile.Of(() =>
        {
            for (var i = 0; i < Steps; i++)
            {
                using var scope = TorchSharp.torch.NewDisposeScope();
                step.Run();
            }
        });
        var whole = context.Clock.GetElapsedTime(began).TotalSeconds;
        garbage = GC.GetAllocatedBytesForCurrentThread() - garbage;
        var calls = parts.Sum(part => part.Seconds > 0 ? part.Calls : 0);
        var woken = parts.Where(part => part.Seconds == 0).Sum(part => part.Calls);
        KernelTime[] all =
        [
            .. parts
                .Where(part => part.Seconds > 0)
                .GroupBy(part => part.Name.Replace("_backward", "", StringComparison.Ordinal))
                .Select(group => new KernelTime(group.Key, group.Sum(part => part.Seconds), group.Sum(part => part.Calls))),
            new("outside the kernels", whole - parts.Sum(part => part.Seconds), 0),
        ];
        string Told(KernelTime part)
        {
            var times = string.Create(
                CultureInfo.InvariantCulture,
                $"{part.Seconds / Steps * 1e3:0.###} of {whole / Steps * 1e3:0.###} ms"
            );
            var counts = string.Create(
                CultureInfo.InvariantCulture,
                $"; {calls / Steps} calls of kernels, threads woken {woken / Steps} times, {garbage / Steps * 1e-3:0.#} KB of garbage"
            );
            return part.Calls > 0 ? $"{times}, {part.Calls / Steps} calls" : times + counts;
        }

        return
        [
            .. all.OrderByDescending(part => part.Seconds)
                .Select(part => new Comparison(
                    $"{Name}: {part.Name}",
                    "%",
                    100 * part.Seconds / whole,
                    100,
                    "the whole step",
                    part.Seconds / whole,
                    0,
                    Told(part)
                )
                {
                    Limit = Free.Contains(part.Name) ? null : Most,
                }),
        ];
    }
}
