using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Workbench.Ablation;
using Workbench.Operations;
using Workbench.Operations.Views;
using Workbench.Training;

namespace Workbench.Benches;

/// <summary>What the bench of large sweeps is asked.</summary>
/// <param name="Seeds">Seeds of a grid of 100 cells: 100 runs each. Default 100, 10,000 runs.</param>
/// <param name="Rounds">How often each command is started; the median counts. Default 3.</param>
public sealed record BenchSweepOptions(int Seeds = 100, int Rounds = 3);

/// <summary>A command on a large ledger.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Seconds">The median wall time of the whole process.</param>
/// <param name="Goal">The most seconds that it should take; null where there is no goal.</param>
/// <param name="PeakMemoryBytes">The largest resident memory of all rounds.</param>
/// <param name="PeerSeconds">The median wall time of Optuna's process that does it; null where Optuna has nothing like it.</param>
public sealed record SweepMeasure(string Name, double Seconds, double? Goal, long PeakMemoryBytes, double? PeerSeconds)
{
    /// <summary>Optuna's time over ours: above 1 is better.</summary>
    public double? Ratio => PeerSeconds / Seconds;
}

/// <summary>How the program does on a ledger of many finished runs.</summary>
/// <param name="Runs">Number of runs.</param>
/// <param name="Optuna">The peer's version.</param>
/// <param name="Measures">The commands.</param>
public sealed record SweepReport(int Runs, string Optuna, IReadOnlyList<SweepMeasure> Measures);

/// <summary>
/// Fills a ledger with finished runs of a grid, as the trainer writes them but without training, and measures the published program on it:
/// planning, answering the finished study, listing the runs. Beside it, in turns, a process that opens as many finished trials in Optuna's
/// SQLite storage: it prints each cell's mean (without tests, tables and figures), and lists the trials.
/// </summary>
/// <param name="host">The published program.</param>
public sealed class BenchSweep(HostEnvironment host) : Operation<BenchSweepOptions, SweepReport>
{
    private const int Cells = 100;
    private const int Steps = 20;
    private const double PlanGoal = 2;
    private const double AnswerGoal = 1;
    private const double ListGoal = 0.5;
    private static readonly string[] Model = ["model.layers=1", "model.width=16", "model.headCount=2", "model.context=16"];
    private const long MemoryGoal = 500_000_000;

    private readonly Option<int> _seeds = new("--seeds")
    {
        Description = "Seeds of a grid of 100 cells",
        DefaultValueFactory = _ => new BenchSweepOptions().Seeds,
    };
    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "How often each command is started; the median counts",
        DefaultValueFactory = _ => new BenchSweepOptions().Rounds,
    };

    /// <inheritdoc/>
    public override string Name => "sweep";

    /// <inheritdoc/>
    public override string Summary => "Plan, answer and list a study of 10,000 finished runs, beside Optuna: time and memory";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("bench sweep", "10,000 runs"), new("bench sweep --seeds 10", "1,000 runs")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_seeds);
        command.Options.Add(_rounds);
    }

    /// <inheritdoc/>
    public override BenchSweepOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_seeds), parsed.GetValue(_rounds));
    }

    /// <inheritdoc/>
    public override async Task<SweepReport> RunAsync(
        BenchSweepOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (options.Seeds < 1 || options.Rounds < 1)
            throw new InvalidInputException(
                "at least one seed and one round are measured",
                $"{options.Seeds}, {options.Rounds}",
                "1 and more"
            );
        var folder = Directory.CreateTempSubdirectory("workbench-sweep-");
        try
        {
            // First, since it may not be installed.
            var (peer, trials) = (PeerScript.In(host, "sweep.py", "python3-optuna"), Path.Combine(folder.FullName, "optuna.sqlite"));
            progress.Report(new Advanced("sweep", 0, 1, "writing Optuna's trials (minutes)"));
            var optuna = await peer.Run(cancellation, "fill", trials, $"{Cells}", $"{options.Seeds}", $"{Steps}").ConfigureAwait(false);
            var ledger = Path.Combine(folder.FullName, "ledger");
            var runs = Fill(ledger, options.Seeds, progress, cancellation);
            var answers = Path.Combine(folder.FullName, "out");
            string[] study = [.. StudyOf(options.Seeds), "--ledger", ledger, "--out", answers];
            (string Name, double? Goal, string? Peer, string[] Words)[] commands =
            [
                ("plan (ablate --dry-run --trial off)", PlanGoal, null, [.. study, "--dry-run", "--trial", "off"]),
                ("answer (ablate of the finished study)", AnswerGoal, "answer", study),
                ("answer where nothing was kept", null, null, study),
                ("list (runs list)", ListGoal, "list", ["runs", "list", "--ledger", ledger]),
            ];
            var measures = new List<SweepMeasure>();
            foreach (var (name, goal, peers, words) in commands)
            {
                // The first list after a sweep indexes every folder, and the first answer writes the report and is kept.
                if (goal is not null)
                    await MeasureAsync(words, cancellation).ConfigureAwait(false);
                var rounds = new List<(double Seconds, long Bytes)>();
                var others = new List<double>();
                for (var round = 0; round < options.Rounds; round++)
                {
                    progress.Report(
                        new Advanced("sweep", (measures.Count * options.Rounds) + round, commands.Length * options.Rounds, name)
                    );
                    if (goal is null)
                        Directory.Delete(answers, recursive: true);
                    rounds.Add(await MeasureAsync(words, cancellation).ConfigureAwait(false));
                    if (peers is null)
                        continue;
                    var clock = Stopwatch.StartNew();
                    var read = await peer.Run(cancellation, peers, trials).ConfigureAwait(false);
                    others.Add(clock.Elapsed.TotalSeconds);
                    if (read.GetProperty("trials").GetInt32() != runs)
                        throw new InvalidInputException("Optuna reads as many trials as it was given", $"{read}", $"{runs}");
                }
                measures.Add(
                    new(
                        name,
                        InterleavedTimer.MedianOf([.. rounds.Select(one => one.Seconds)]),
                        goal,
                        rounds.Max(one => one.Bytes),
                        peers is null ? null : InterleavedTimer.MedianOf(others)
                    )
                );
            }
            return new(runs, optuna.GetProperty("optuna").GetString()!, measures);
        }
        finally
        {
            progress.Report(new TaskEnded("sweep"));
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The view of a report.</summary>
    internal static ResultView View(SweepReport report) =>
        new([
            new ResultLine(string.Create(CultureInfo.InvariantCulture, $"{report.Runs:N0} finished runs")),
            new ResultTable(
                [
                    "command",
                    ResultColumn.Right("seconds"),
                    ResultColumn.Right("goal"),
                    ResultColumn.Right("peak memory"),
                    "",
                    ResultColumn.Right($"Optuna {report.Optuna}"),
                    ResultColumn.Right("ratio"),
                ],
                [.. report.Measures.Select(Row)]
            ),
        ]);

    private static string[] Row(SweepMeasure one) =>
        [
            one.Name,
            one.Seconds.ToString("0.00", CultureInfo.InvariantCulture),
            one.Goal?.ToString("0.0", CultureInfo.InvariantCulture) ?? "",
            $"{one.PeakMemoryBytes / 1_000_000} MB",
            one.Goal is null ? ""
            : one.Seconds <= one.Goal && one.PeakMemoryBytes <= MemoryGoal ? "reached"
            : "not reached",
            one.PeerSeconds?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
            one.Ratio?.ToString("0.0", CultureInfo.InvariantCulture) ?? "",
        ];

    private static string[] StudyOf(int seeds)
    {
        static string Ten(double least) =>
            string.Join(",", Enumerable.Range(1, 10).Select(i => (i * least).ToString("G3", CultureInfo.InvariantCulture)));
        return
        [
            "ablate",
            $"train.learningRate={Ten(1e-4)}",
            $"train.weightDecay={Ten(0.02)}",
            "--task",
            "copy",
            "--seeds",
            $"{seeds}",
            "--steps",
            $"{Steps}",
            "--threads",
            "1",
            .. Model.SelectMany(setting => (string[])["--set", setting]),
        ];
    }

    private int Fill(string ledgerFolder, int seeds, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        var services = new WorkbenchServices(host).Services(new WorkbenchServices(host).Tasks(progress, cancellation));
        using var ledger = Ledger.Open(ledgerFolder, host.Clock);
        var words = StudyOf(seeds);
        var plan = new StudyRunner(ledger, services).Plan(
            new Study
            {
                Axes = [words[1], words[2]],
                Task = "copy",
                SeedCount = seeds,
                Settings = [$"train.steps={Steps}", .. Model],
                Threads = 1,
            }
        );
        var environment = services.Environment(1);
        var key = Ledger.EnvironmentKey(environment.Hash);
        var written = 0;
        // Each file is flushed to disk: several at once are.
        Parallel.ForEach(
            plan.Runs,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation },
            run =>
            {
                var level = 0.5 + (0.01 * (run.Cell.Index % 10)) + (0.001 * (run.Seed * 7919 % 97));
                Write(new RunFolder(ledger.FolderOf(run.Id, key)), run.Config, environment, level);
                if (Interlocked.Increment(ref written) is var count && count % 500 == 0)
                    progress.Report(new Advanced("sweep", count, plan.Runs.Count, "writing runs"));
            }
        );
        return plan.Runs.Count;
    }

    private static void Write(RunFolder folder, RunConfig config, RunEnvironment environment, double level)
    {
        folder.WriteStart(config, environment);
        var events = Enumerable
            .Range(1, Steps)
            .Select(step => (TrainingEvent)new StepCompleted(step, 3 - (0.01 * step) + level, 1e-3, 1, 10_000))
            .Append(new Evaluated(Steps, config.Model.Context, 2 + level, level))
            .ToList();
        File.WriteAllLines(folder.MetricsFile, events.Select(one => System.Text.Json.JsonSerializer.Serialize(one, TrainingJson.Line)));
        folder.WriteResult(
            new RunResult
            {
                Status = RunStatus.Completed,
                Metric = "accuracy",
                FinalMetric = level,
                Steps = Steps,
                Evaluations = [.. events.OfType<Evaluated>()],
                Curve = [.. events.OfType<StepCompleted>().Select(step => new CurvePoint(step.Step, step.Loss, 1e-3, 1))],
                TokensPerSecond = 10_000,
                TrainingSeconds = 1,
                PeakMemoryBytes = 100_000_000,
            }
        );
    }

    private async Task<(double Seconds, long Bytes)> MeasureAsync(string[] words, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(host.Worker.FileName) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var ended = process.WaitForExitAsync(cancellation);
        var peak = 0L;
        while (!ended.IsCompleted)
        {
            peak = Math.Max(peak, PeakOf(process.Id));
            await Task.WhenAny(ended, Task.Delay(20, cancellation)).ConfigureAwait(false);
        }
        await ended.ConfigureAwait(false);
        var seconds = clock.Elapsed.TotalSeconds;
        await output.ConfigureAwait(false);
        return process.ExitCode == 0
            ? (seconds, peak)
            : throw new InvalidInputException(
                $"the program ends well: {await error.ConfigureAwait(false)}",
                $"exit code {process.ExitCode}"
            );
    }

    private static long PeakOf(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status")
                .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Select(line =>
                    1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
                )
                .FirstOrDefault();
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    }
}
