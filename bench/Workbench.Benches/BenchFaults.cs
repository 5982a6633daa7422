using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Workbench.Operations;
using Workbench.Operations.Views;

namespace Workbench.Benches;

/// <summary>What the fault injection is asked.</summary>
/// <param name="Kills">How many processes are killed in the middle. Default 500.</param>
/// <param name="Seed">The seed of the moments and the victims. Default 1.</param>
public sealed record BenchFaultsOptions(int Kills = 500, int Seed = 1);

/// <summary>What became of studies whose processes were killed.</summary>
public sealed record FaultsReport
{
    /// <summary>Kills of the program with all its workers, as when a machine loses power.</summary>
    public int Whole { get; set; }

    /// <summary>Kills of the program alone; its workers notice.</summary>
    public int Programs { get; set; }

    /// <summary>Kills of one worker; the study goes on without its run.</summary>
    public int Workers { get; set; }

    /// <summary>Studies that were finished in spite of them.</summary>
    public int Studies { get; set; }

    /// <summary>Seconds of the whole.</summary>
    public double Seconds { get; set; }

    /// <summary>What differs from the undisturbed study; empty when nothing was lost, changed or counted twice.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>All kills.</summary>
    public int Kills => Whole + Programs + Workers;
}

/// <summary>
/// Kills the processes of small studies with SIGKILL at random moments, starts the same command again, and compares each finished study
/// with an undisturbed one: every metric and every weight must have the same bits, and the ledger as many runs.
/// </summary>
/// <param name="host">The published program.</param>
public sealed class BenchFaults(HostEnvironment host) : Operation<BenchFaultsOptions, FaultsReport>
{
    private const int Seeds = 3;
    private const int Cells = 2;

    // A run that is killed this often in a row goes on from its checkpoint each time, or something is wrong.
    private const int MostStarts = 200;

    private readonly Option<int> _kills = new("--kills")
    {
        Description = "How many processes are killed",
        DefaultValueFactory = _ => new BenchFaultsOptions().Kills,
    };
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The seed of the moments and the victims",
        DefaultValueFactory = _ => new BenchFaultsOptions().Seed,
    };

    /// <inheritdoc/>
    public override string Name => "faults";

    /// <inheritdoc/>
    public override string Summary => "Kill the processes of studies at random moments; results must be those of an undisturbed study";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("bench faults", "500 kills, some twenty minutes"), new("bench faults --kills 20 --seed 7", "a quick look")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_kills);
        command.Options.Add(_seed);
    }

    /// <inheritdoc/>
    public override BenchFaultsOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_kills), parsed.GetValue(_seed));
    }

    /// <inheritdoc/>
    public override async Task<FaultsReport> RunAsync(
        BenchFaultsOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (options.Kills < 1)
            throw new InvalidInputException("at least one process is killed", $"{options.Kills}", "1 and more", null, "--kills");
        var clock = Stopwatch.StartNew();
        var report = new FaultsReport();
        var random = new Random(options.Seed);
        var folder = Directory.CreateTempSubdirectory("workbench-faults-");
        try
        {
            var expected = Path.Combine(folder.FullName, "undisturbed");
            var alone = Stopwatch.StartNew();
            using (var process = Start(expected, inProcess: false))
            {
                await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
                if (process.ExitCode != 0)
                    throw new InvalidInputException("the undisturbed study ends well", $"exit code {process.ExitCode}");
            }
            var length = alone.Elapsed;
            while (report.Kills < options.Kills)
            {
                var study = Path.Combine(folder.FullName, $"study-{report.Studies}");
                await DisturbAsync(study, report, options.Kills, length, random, cancellation).ConfigureAwait(false);
                report.Differences.AddRange(Differences(expected, study).Select(one => $"study {report.Studies}: {one}"));
                report.Studies++;
                progress.Report(new Advanced("kills", report.Kills, options.Kills, $"{report.Studies} studies"));
                Directory.Delete(study, recursive: true);
            }
        }
        finally
        {
            progress.Report(new TaskEnded("kills"));
            folder.Delete(recursive: true);
        }
        report.Seconds = Math.Round(clock.Elapsed.TotalSeconds);
        return report;
    }

    /// <summary>The view of a report.</summary>
    internal static ResultView View(FaultsReport report) =>
        new([
            new ResultLine(
                $"{report.Kills} kills ({report.Whole} of program and workers, {report.Programs} of the program, {report.Workers} of a "
                    + $"worker) in {report.Studies} studies, {report.Seconds:0} s"
            ),
            .. report.Differences.DefaultIfEmpty("every study has the bits of an undisturbed one").Select(one => new ResultLine(one)),
        ]);

    /// <summary>Starts the study again and again, and kills, until it ends by itself.</summary>
    private async Task DisturbAsync(
        string study,
        FaultsReport report,
        int kills,
        TimeSpan length,
        Random random,
        CancellationToken cancellation
    )
    {
        var inProcess = report.Studies % 3 == 2;
        for (var start = 0; start < MostStarts; start++)
        {
            using var process = Start(study, inProcess);
            if (report.Kills < kills)
            {
                // Mostly before the end, so that a study is killed several times.
                await Task.WhenAny(process.WaitForExitAsync(cancellation), Task.Delay(0.5 * random.NextDouble() * length, cancellation))
                    .ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                if (!process.HasExited)
                    Kill(process, report, random);
            }
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            if (process.ExitCode == 0)
                return;
        }
        report.Differences.Add($"study {report.Studies}: not finished after {MostStarts} starts");
    }

    private static void Kill(Process program, FaultsReport report, Random random)
    {
        var workers = ChildrenOf(program.Id);
        switch (random.Next(3))
        {
            case 0 when workers.Count > 0:
                report.Workers++;
                KillOne(workers[random.Next(workers.Count)]);
                break;
            case 1:
                report.Programs++;
                program.Kill();
                break;
            default:
                report.Whole++;
                program.Kill(entireProcessTree: true);
                break;
        }
    }

    private static void KillOne(int id)
    {
        try
        {
            using var worker = Process.GetProcessById(id);
            worker.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    // The kernel lists the children of each thread by itself.
    private static List<int> ChildrenOf(int parent)
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateDirectories($"/proc/{parent}/task")
                    .SelectMany(thread =>
                        File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    )
                    .Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            // The program ended.
            return [];
        }
    }

    private Process Start(string folder, bool inProcess)
    {
        var start = new ProcessStartInfo(host.Worker.FileName) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] words =
        [
            "ablate",
            "position=rope,alibi",
            "--task",
            "copy",
            "--seeds",
            $"{Seeds}",
            "--steps",
            "400",
            "--threads",
            "1",
            "--ledger",
            Path.Combine(folder, "ledger"),
            "--out",
            Path.Combine(folder, "out"),
            "--set",
            "model.layers=1",
            "--set",
            "model.width=16",
            "--set",
            "model.headCount=2",
            "--set",
            "model.context=16",
            "--set",
            "train.evaluationWindows=4",
            "--set",
            "train.checkpointEvery=50",
            .. inProcess ? (string[])["--launcher", "in-process"] : ["--workers", "2"],
        ];
        foreach (var word in words)
            start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static IEnumerable<string> Differences(string expected, string study)
    {
        var (before, after) = (Runs(expected), Runs(study));
        if (before.Count != Seeds * Cells)
            yield return $"the undisturbed study has {before.Count} runs";
        foreach (var run in before.Keys.Union(after.Keys))
            if (before.GetValueOrDefault(run) is var one && after.GetValueOrDefault(run) is var other && one != other)
                yield return $"run {run}: {one ?? "none"} undisturbed, {other ?? "none"} here";
    }

    /// <summary>By the path in the ledger: the final metric, the state and a hash of the weights.</summary>
    private static Dictionary<string, string> Runs(string study)
    {
        var ledger = Path.Combine(study, "ledger");
        return Directory
            .EnumerateFiles(ledger, "result.json", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(ledger, Path.GetDirectoryName(file)!), Bits);
    }

    private static string Bits(string file)
    {
        var result = JsonNode.Parse(File.ReadAllText(file))!;
        var folder = Path.GetDirectoryName(file)!;
        var weights = Directory
            .EnumerateFiles(folder, "*.safetensors", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(one => Sha256.Of(File.ReadAllBytes(one))[..16]);
        // Every step once, with its loss: a step that a killed process had written may not stay beside the one that was computed again.
        var steps = File.ReadLines(Path.Combine(folder, "metrics.jsonl"))
            .Select(line => JsonNode.Parse(line)!)
            .Select(line => $"{line["event"]} {line["step"]} {line["loss"]?.ToJsonString()}\n");
        var curve = Sha256.Of(string.Concat(steps))[..16];
        return $"{result["status"]} {result["finalMetric"]?.ToJsonString()} {curve} {string.Join(' ', weights)}";
    }
}
