using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>How runs share the cores.</summary>
/// <param name="Threads">Threads of each run.</param>
/// <param name="Workers">Runs at a time.</param>
internal sealed record CoreShare(int Threads, int Workers);

/// <summary>
/// Finds by a few steps of training how runs of a model share the cores best: many at a time on a thread each, or few on several. Asked only where
/// the answer changes no bit of a run (<see cref="Numerics.DependOnThreads"/>) and pays; what was found is kept beside the ledger.
/// </summary>
/// <param name="services">The program around.</param>
/// <param name="ledger">Folder of the ledger.</param>
/// <param name="progress">Told what is tried.</param>
internal sealed class ThreadTrial(StudyServices services, string ledger, IProgress<OperationEvent> progress)
{
    /// <summary>Steps that are tried; the first of them warms up.</summary>
    public const int Steps = 6;

    /// <summary>A trial is worth its time where so many times its steps are to be trained.</summary>
    public const int Worthwhile = 50;

    /// <summary>The file of what was found.</summary>
    public const string FileName = "threads.json";

    private string Kept => Path.Combine(ledger, FileName);

    /// <summary>The best share for runs of a config.</summary>
    /// <param name="config">The largest of the runs, resolved.</param>
    /// <param name="runs">How many are to be trained.</param>
    /// <param name="workers">Runs at a time that were asked for; null lets the trial choose.</param>
    /// <param name="plugins">Assemblies to load first.</param>
    /// <param name="otherwise">The share where no trial is made.</param>
    /// <param name="cancellation">Stops.</param>
    public CoreShare Choose(RunConfig config, int runs, int? workers, IReadOnlyList<string> plugins, CoreShare otherwise, CancellationToken cancellation)
    {
        var shares = Shares(services.Cores, runs, workers);
        if (shares.Count < 2 || config.Model.ParameterCount() > Planner.SmallModel || runs * config.Train.Steps < Worthwhile * Steps * shares.Count || Numerics.DependOnThreads(config))
            return otherwise;
        var known = Read();
        var key = KeyOf(config, shares);
        if (known.TryGetValue(key, out var found))
            return found;
        var before = torch.get_num_threads();
        progress.Report(new StepStarted($"trying {string.Join(", ", shares.Select(Text))}: {Steps} steps each"));
        var speeds = shares.Select(share => (Share: share, TokensPerSecond: Speed(config, share, plugins, cancellation))).ToList();
        // The number is the process's too.
        torch.set_num_threads(before);
        // What cannot be tried is not chosen; if nothing can, the runs will say why.
        var best = speeds.MaxBy(one => one.TokensPerSecond);
        if (best.TokensPerSecond <= 0)
            return otherwise;
        progress.Report(new StepStarted($"chosen: {Text(best.Share)} ({string.Join(", ", speeds.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.TokensPerSecond:#,0}")))} tokens/s in all)"));
        Directory.CreateDirectory(ledger);
        AtomicFile.Write(Kept, JsonSerializer.Serialize(new Dictionary<string, CoreShare>(known) { [key] = best.Share }));
        return best.Share;
    }

    /// <summary>Powers of two and all cores for a run, as many runs at a time as then fit.</summary>
    internal static IReadOnlyList<CoreShare> Shares(int cores, int runs, int? workers)
    {
        var threads = new List<int>();
        for (var count = 1; count < cores; count *= 2)
            threads.Add(count);
        threads.Add(cores);
        return [.. threads.Where(count => workers is null || count * workers <= Math.Max(cores, workers.Value)).Select(count => new CoreShare(count, Math.Min(runs, workers ?? cores / count)))];
    }

    // All of a share's runs at once, as they will be.
    private double Speed(RunConfig config, CoreShare share, IReadOnlyList<string> plugins, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("workbench-trial-");
        try
        {
            var few = config with
            {
                Train = config.Train with { Steps = Steps, Warmup = 0, EvaluateEvery = Steps, EvaluationWindows = 1, EvalLengths = "", CheckpointEvery = null },
            };
            var speeds = Task.WhenAll(Enumerable.Range(0, share.Workers).Select(worker => OwnThread.Run(() =>
            {
                var steps = new StepSpeeds();
                var result = RunGuard.Execute(services.Executor, new RunJob(few, Path.Combine(folder.FullName, $"{worker}"), share.Threads, plugins), steps, cancellation);
                return result.Status == RunStatus.Completed ? steps.Median : 0;
            }))).GetAwaiter().GetResult();
            cancellation.ThrowIfCancellationRequested();
            return speeds.Contains(0) ? 0 : speeds.Sum();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private string KeyOf(RunConfig config, IReadOnlyList<CoreShare> shares)
    {
        var text = string.Join('\n', [config.VariantId, services.Environment(1).Hash, .. shares.Select(share => $"{share}")]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private IReadOnlyDictionary<string, CoreShare> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, CoreShare>>(File.ReadAllText(Kept)) ?? [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            // It can be found again.
            return new Dictionary<string, CoreShare>();
        }
    }

    private static string Text(CoreShare share) =>
        $"{share.Workers} {(share.Workers == 1 ? "run" : "runs")} at a time on {share.Threads} {(share.Threads == 1 ? "thread" : "threads")}{(share.Workers == 1 ? "" : " each")}";
}
