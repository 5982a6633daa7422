using System.Reflection;
using Workbench.Ablation;
using Workbench.Ablation.Launchers;

namespace Workbench.Testing;

/// <summary>This program as a worker process with the fake trainer.</summary>
internal static class FakeWorker
{
    public const string Word = "fake-worker";

    public static WorkerCommand Command { get; } =
        new(
            Environment.ProcessPath!,
            Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location, Word] : [Word]
        );

    /// <summary>Computes jobs of the input, or the one of a file: --job FILE --attempt K.</summary>
    public static async Task<int> RunAsync(params string[] arguments) =>
        arguments is [_, var file, _, var attempt]
            ? (int)
                await BatchWorker.RunAsync(
                    file,
                    int.Parse(attempt),
                    new FakeExecutor(),
                    threads => FakeEnvironment.Of(threads),
                    TimeProvider.System
                )
            : (int)
                await WorkerHost.RunAsync(Console.In, Console.Out, new FakeExecutor(), WorkerLifetime.OfThisProcess, TimeProvider.System);

    public static RunJob Job(string folder, string behaviour = "", long seed = 1, int threads = 1)
    {
        var config = new FakeResolver().Resolve(new() { Seed = seed, Data = behaviour });
        return new RunJob(config, Path.Combine(folder, "run"), threads, []);
    }
}
