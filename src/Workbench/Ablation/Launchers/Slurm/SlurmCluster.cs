using System.Globalization;
using Workbench.Configuration;

namespace Workbench.Ablation.Launchers;

/// <summary>What a cluster has: jobs that no node can run would wait for ever.</summary>
internal sealed class SlurmCluster
{
    private readonly SlurmClient _client;
    private readonly List<Nodes> _nodes;

    private SlurmCluster(SlurmClient client, List<Nodes> nodes, int largestArray) =>
        (_client, _nodes, LargestArray) = (client, nodes, largestArray);

    /// <summary>Nodes of a partition that are alike.</summary>
    private sealed record Nodes(string Partition, bool IsDefault, int Cpus, long Megabytes, TimeSpan? Limit, bool IsUp);

    /// <summary>The most tasks of one job array.</summary>
    public int LargestArray { get; }

    /// <summary>Asks the controller.</summary>
    /// <exception cref="InvalidInputException">Slurm is not installed, or the controller does not answer.</exception>
    public static SlurmCluster Read(SlurmClient client)
    {
        foreach (var command in (string[])["sbatch", "squeue", "scancel"])
            client.Ask(command, "--version");
        var config = client.Ask("scontrol", "show", "config");
        var nodes = client.Ask("sinfo", "--noheader", "--exact", "--format=%P|%c|%m|%l|%a");
        var largest = config
            .Lines.Where(line => line.StartsWith("MaxArraySize", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split('=')[1], CultureInfo.InvariantCulture) - 1)
            .FirstOrDefault(1000);
        return new(client, [.. nodes.Lines.Select(Parse)], Math.Max(1, largest));
    }

    /// <summary>Checks that some node can run a job.</summary>
    /// <exception cref="InvalidInputException">None can, or Slurm would refuse the job; lists all faults.</exception>
    public void Require(Slurm launcher, int threads)
    {
        var names = _nodes.Select(one => one.Partition).Distinct().ToList();
        var asked = launcher.Partition?.Split(',') ?? [.. _nodes.Where(one => one.IsDefault).Select(one => one.Partition).Distinct()];
        if (asked.Length == 0)
            throw new InvalidInputException(
                "this cluster has no default partition",
                null,
                string.Join(", ", names),
                "Name one: slurm:partition=NAME.",
                "launcher.partition"
            );
        if (asked.FirstOrDefault(one => !names.Contains(one)) is { } unknown)
            throw new InvalidInputException(
                "the cluster has no partition of this name",
                unknown,
                string.Join(", ", names),
                Nearest.Question(unknown, names),
                "launcher.partition"
            );
        var (faults, chosen) = (new List<Fault>(), _nodes.Where(one => asked.Contains(one.Partition)).ToList());
        if (!chosen.Exists(one => one.IsUp))
            faults.Add(
                new("the partition is down: jobs would wait", string.Join(',', asked), null, "Choose another.", "launcher.partition")
            );
        if (chosen.Max(one => one.Cpus) is var cpus && threads > cpus)
            faults.Add(new("no node of the partition has so many processors", $"{threads}", $"up to {cpus}", null, "--threads"));
        if (chosen.Max(one => one.Megabytes) is var memory && launcher.Megabytes > memory)
            faults.Add(new("no node of the partition has so much memory", launcher.Memory, $"up to {memory}M", null, "launcher.memory"));
        if (chosen.Max(one => one.Limit ?? TimeSpan.MaxValue) is var limit && launcher.Time > limit.TotalMinutes)
            faults.Add(
                new("the partition gives jobs less time", $"{launcher.Time}", $"up to {limit.TotalMinutes} minutes", null, "launcher.time")
            );
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        var test = _client.Ask("sbatch", ["--test-only", "--wrap=true", .. launcher.Resources(threads)]);
        if (test.Code != 0)
            throw new InvalidInputException(
                $"Slurm refuses such a job: {test.Reason}",
                Variants.Format(launcher),
                null,
                "See sinfo, and sacctmgr show associations, for what there is.",
                "launcher"
            );
    }

    private static Nodes Parse(string line)
    {
        var words = line.Split('|');
        return new(
            words[0].TrimEnd('*'),
            words[0].EndsWith('*'),
            Number(words[1]),
            Number(words[2]),
            Limit(words[3]),
            words[4].StartsWith("up", StringComparison.Ordinal)
        );
    }

    private static int Number(string text) => int.TryParse(text.TrimEnd('+'), CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>[days-]hours:minutes:seconds, the larger units left out; null for "infinite".</summary>
    private static TimeSpan? Limit(string text)
    {
        var parts = text.Split('-');
        var clock = parts[^1].Split(':').Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : -1);
        var seconds = clock.Aggregate(0, (sum, part) => part < 0 ? int.MinValue : (sum * 60) + part);
        return seconds < 0 ? null : TimeSpan.FromSeconds(seconds) + TimeSpan.FromDays(parts.Length == 2 ? Number(parts[0]) : 0);
    }
}
