using System.Collections.Concurrent;
using System.Diagnostics;
using Workbench.Ablation.Launchers;
using Workbench.Models.Positions;
using Workbench.Training;

namespace Workbench.Testing;

/// <summary>
/// A trainer that takes no time: the metric is a formula of the config, and the config's "data" says what else is to happen,
/// "crash" at every seed or "crash@2" at one. It keeps files as the trainer does.
/// </summary>
internal sealed class FakeExecutor : IRunExecutor
{
    public const int Steps = 3;

    public ConcurrentQueue<RunJob> Jobs { get; } = [];

    /// <summary>Set when a run waits to be cancelled.</summary>
    public ManualResetEventSlim Waiting { get; } = new();

    /// <summary>Overrides what the data says: as long as it returns a word, that happens.</summary>
    public Func<RunConfig, string?>? Behaviour { get; set; }

    /// <summary>Ends every run before its first step.</summary>
    public bool Stepless { get; set; }

    /// <summary>Changes the environment that runs are stored with.</summary>
    public string Commit { get; set; } = "c0ffee";

    public static double MetricOf(RunConfig config) =>
        2.0
        + (0.01 * config.Seed)
        + (config.Model.Position is Rope ? -0.1 - (0.001 * config.Seed) : 0)
        + (config.Model.Placement == Workbench.Models.Blocks.Placement.Post ? 0.3 + (0.002 * config.Seed) : 0);

    public RunResult Execute(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation)
    {
        Jobs.Enqueue(job);
        var folder = new RunFolder(job.Folder);
        var resumed = Directory.Exists(folder.CheckpointFolder);
        folder.WriteStart(job.Config, FakeEnvironment.Of(job.Threads, Commit));
        progress.Report(new Started(job.Config.Id, resumed ? 1 : 0, Steps, 1000));
        for (var step = resumed ? 2 : 1; step <= Steps && !Stepless; step++)
            progress.Report(new StepCompleted(step, job.Config.Data == "nan" ? double.NaN : 3.0 / step, 1e-3, 1, 5000));
        var words = job.Config.Data.Split('@');
        var behaviour = Behaviour?.Invoke(job.Config) ?? (words.Length == 1 || words[1] == $"{job.Config.Seed}" ? words[0] : "");
        switch (behaviour)
        {
            case "throw":
                throw new InvalidOperationException("the fake trainer was told to throw");
            case "noise":
                Console.Out.WriteLine("a library that writes where it should not");
                Console.Error.WriteLine("a warning");
                break;
            case "crash":
                Console.Error.WriteLine("last words");
                Process.GetCurrentProcess().Kill();
                break;
            case "deaf":
                Waiting.Set();
                Thread.Sleep(TimeSpan.FromSeconds(60));
                break;
            case "wait" when !resumed:
                Directory.CreateDirectory(folder.CheckpointFolder);
                Waiting.Set();
                cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(60));
                return Ended(folder, progress, new RunResult { Status = RunStatus.Interrupted, Metric = "loss" });
            case "diverge":
                return Ended(
                    folder,
                    progress,
                    new RunResult
                    {
                        Status = RunStatus.Diverged,
                        Metric = "loss",
                        Error = "the loss became NaN at step 2",
                        PeakMemoryBytes = 1,
                    }
                );
        }
        var metric = MetricOf(job.Config);
        return Ended(
            folder,
            progress,
            new RunResult
            {
                Status = RunStatus.Completed,
                Metric = "loss",
                FinalMetric = metric,
                Steps = Steps,
                Curve = [new(1, 3, 1e-3, 1), new(3, 1, 1e-3, 1)],
                Evaluations =
                [
                    new(Steps, job.Config.Model.Context, metric, metric),
                    new(Steps, 2 * job.Config.Model.Context, metric + 1, metric + 1),
                ],
                TokensPerSecond = 5000,
                TrainingSeconds = 0.5,
                CpuSeconds = 1,
                PeakMemoryBytes = 1 << 20,
            }
        );
    }

    private static RunResult Ended(RunFolder folder, IProgress<TrainingEvent> progress, RunResult result)
    {
        folder.WriteResult(result);
        progress.Report(new Finished(result));
        return result;
    }
}

internal static class FakeEnvironment
{
    public static RunEnvironment Of(int threads, string commit = "c0ffee") =>
        new()
        {
            Commit = commit,
            Workbench = "0.1.0",
            Runtime = ".NET",
            Torch = "none",
            OperatingSystem = "test",
            Processor = "test",
            Threads = threads,
        };
}
