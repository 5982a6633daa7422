using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Ablation.Launchers;

/// <summary>
/// Submits runs to Slurm, those of a moment as one job array. A pre-empted or requeued run goes on from its checkpoint. Ledger and program
/// must lie in folders that the nodes share.
/// </summary>
public sealed partial record Slurm : LauncherConfig
{
    /// <summary>The most runs of one study in the queue; a controller refuses larger arrays by default.</summary>
    private const int MostRuns = 1000;

    /// <summary>The partition. Default: the cluster's default.</summary>
    public string? Partition { get; init; }

    /// <summary>The account that is charged. Default: the user's.</summary>
    public string? Account { get; init; }

    /// <summary>The quality of service. Default: the user's.</summary>
    public string? Qos { get; init; }

    /// <summary>Features that nodes must have: avx512. Default: none.</summary>
    public string? Constraint { get; init; }

    /// <summary>Time limit of a job in minutes, at least 5; a run that needs more is requeued and goes on. Default: the
    /// partition's.</summary>
    public int? Time { get; init; }

    /// <summary>Memory of a job: 4G, 800M. Default: the partition's.</summary>
    public string? Memory { get; init; }

    /// <summary>The most jobs of an array that run at once. Default: no limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Further options of sbatch, separated by spaces: (--gres=gpu:1 --exclusive).</summary>
    public string? Extra { get; init; }

    /// <summary>Whether jobs go on when the study is stopped; the same command attaches to them. Default false.</summary>
    public bool Leave { get; init; }

    /// <summary>Seconds between two looks at the queue. Default 5.</summary>
    public double Poll { get; init; } = 5;

    /// <inheritdoc/>
    public override ILauncher Build(int workers, LauncherServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Worker is not { } worker)
            throw new InvalidInputException(
                "jobs need a program to start",
                "slurm",
                "in-process here",
                "Choose the launcher in-process.",
                "launcher"
            );
        if (services.Ledger is not { } ledger)
            throw new InvalidInputException(
                "a trial measures this machine, and jobs run on others",
                "slurm",
                null,
                "Write --trial off, or choose the launcher processes for the trial.",
                "launcher"
            );
        if (Faults() is { Count: > 0 } faults)
            throw new InvalidInputException(faults);
        var client = new SlurmClient(services.Clock);
        var cluster = SlurmCluster.Read(client);
        cluster.Require(this, services.Environment?.Invoke().Threads ?? 1);
        return new SlurmLauncher(this, Math.Min(workers, MostRuns), cluster.LargestArray, client, worker, ledger, services);
    }

    /// <summary>All runs, so that they go on without the study; a seed at a time where the study may stop after one.</summary>
    internal override int Workers(Plan plan, StudyOptions options) =>
        Math.Clamp(plan.Study.Until is null && options.Budget is null ? plan.Runs.Count : plan.Cells.Count, 1, MostRuns);

    /// <summary>Memory of a job in MiB; null for the partition's default.</summary>
    internal long? Megabytes =>
        Memory is { } text && MemoryForm().Match(text) is { Success: true } match
            ? (long)
                Math.Ceiling(
                    double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
                        * match.Groups[2].Value.ToUpperInvariant() switch
                        {
                            "K" => 1.0 / 1024,
                            "G" => 1024,
                            "T" => 1024 * 1024,
                            _ => 1,
                        }
                )
            : null;

    /// <summary>The options of sbatch that say where and how a job runs.</summary>
    /// <param name="threads">Threads of a run.</param>
    internal IReadOnlyList<string> Resources(int threads)
    {
        var options = new List<string> { "--nodes=1", "--ntasks=1", $"--cpus-per-task={threads}" };
        Add("partition", Partition);
        Add("account", Account);
        Add("qos", Qos);
        Add("constraint", Constraint);
        Add("time", Time?.ToString(CultureInfo.InvariantCulture));
        Add("mem", Megabytes is { } megabytes ? $"{megabytes}M" : null);
        return [.. options, .. ExtraOptions];

        void Add(string name, string? value)
        {
            if (value is not null)
                options.Add($"--{name}={value}");
        }
    }

    private string[] ExtraOptions => Extra?.Trim().TrimStart('(').TrimEnd(')').Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private List<Fault> Faults()
    {
        var faults = new List<Fault>();
        // A minute is the resolution of Slurm's limits, and a job is warned a minute before its end.
        if (Time is < 5)
            faults.Add(new("a job needs time for a start and a checkpoint", $"{Time}", "5 minutes and more", null, "launcher.time"));
        if (Memory is { } memory && (!MemoryForm().IsMatch(memory) || Megabytes < 1))
            faults.Add(new("memory is a number with a unit", memory, "800M, 4G, 1T", null, "launcher.memory"));
        if (Concurrency is < 1)
            faults.Add(new("at least one job runs at a time", $"{Concurrency}", "1 and more", null, "launcher.concurrency"));
        if (Poll is not (>= 0.1 and <= 600))
            faults.Add(
                new(
                    "the queue is looked at every few seconds",
                    Poll.ToString(CultureInfo.InvariantCulture),
                    "0.1 to 600",
                    null,
                    "launcher.poll"
                )
            );
        if (ExtraOptions.FirstOrDefault(one => !one.StartsWith('-') || OwnOption().IsMatch(one)) is { } extra)
            faults.Add(
                new(
                    "further options are those of sbatch that the launcher does not set itself",
                    extra,
                    "options with their values, as in (--gres=gpu:1 --exclusive)",
                    null,
                    "launcher.extra"
                )
            );
        return faults;
    }

    [GeneratedRegex("^([0-9]+(?:\\.[0-9]+)?)([KMGT]?)B?$", RegexOptions.IgnoreCase)]
    private static partial Regex MemoryForm();

    [GeneratedRegex(
        "^(-[aJoeDNncW]|--(array|nodes|ntasks|cpus-per-task|job-name|output|error|open-mode|chdir|signal|requeue|no-requeue|"
            + "export|wait|wrap|parsable)\\b)"
    )]
    private static partial Regex OwnOption();
}
