using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Workbench.Testing;

/// <summary>
/// A real Slurm of two nodes on this machine, on ports of its own: munged, slurmctld and two slurmd. The partitions are low (default) and
/// high, which pre-empts it. Clients find it by SLURM_CONF, which it sets for this process.
/// </summary>
public sealed class LocalSlurm : IAsyncLifetime
{
    private readonly Dictionary<string, Process> _daemons = [];

    /// <summary>Two nodes of two processors.</summary>
    public static IReadOnlyList<string> Nodes { get; } = ["n1", "n2"];

    private string Config => In("slurm.conf");

    // Daemons refuse names with spaces in some places.
    private string Root { get; } = Directory.CreateTempSubdirectory("workbench-slurm-").FullName;

    private string In(params string[] parts) => Path.Combine([Root, .. parts]);

    public async ValueTask InitializeAsync()
    {
        await Run("chmod", "755", Root);
        foreach (var folder in (string[])["munge", "state", "log", "spool/n1", "spool/n2"])
            Directory.CreateDirectory(In(folder));
        await Run("chmod", "711", In("munge"));
        await File.WriteAllBytesAsync(In("munge", "key"), RandomNumberGenerator.GetBytes(1024));
        await Run("chmod", "600", In("munge", "key"));
        await File.WriteAllTextAsync(Config, Text(Ports(3)));
        Environment.SetEnvironmentVariable("SLURM_CONF", Config);
        Start(
            "munged",
            "munged",
            "-F",
            "-f",
            $"--key-file={In("munge", "key")}",
            $"--socket={In("munge", "socket")}",
            $"--pid-file={In("munge", "pid")}",
            $"--log-file={In("munge", "log")}",
            $"--seed-file={In("munge", "seed")}"
        );
        StartController();
        foreach (var node in Nodes)
            StartNode(node);
        await UntilIdleAsync();
    }

    /// <summary>Waits until both nodes answer and have no job.</summary>
    public Task UntilIdleAsync() =>
        Until(async () => await Run("sinfo", "--noheader", "--partition=low", "--Node", "--format=%t") is "idle\nidle\n", "idle nodes");

    private string Text(int[] ports)
    {
        var host = Dns.GetHostName();
        return $"""
            ClusterName=wb
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={ports[0]}
            SlurmUser={Environment.UserName}
            SlurmdUser={Environment.UserName}
            AuthInfo=socket={In("munge", "socket")}
            CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
            StateSaveLocation={In("state")}
            SlurmdSpoolDir={In("spool", "%n")}
            SlurmctldPidFile={In("slurmctld.pid")}
            SlurmdPidFile={In("slurmd.%n.pid")}
            SlurmctldLogFile={In("log", "slurmctld")}
            SlurmdLogFile={In("log", "slurmd.%n")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            ReturnToService=2
            MailProg=/bin/true
            SlurmctldTimeout=10
            SlurmdTimeout=10
            KillWait=2
            BatchStartTimeout=1
            MessageTimeout=2
            SchedulerParameters=sched_interval=1,sched_min_interval=100000,bf_interval=1
            PreemptType=preempt/partition_prio
            PreemptMode=REQUEUE
            SlurmctldParameters=preempt_send_user_signal
            AccountingStorageType=accounting_storage/none
            NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=2 RealMemory=1000
            NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=2 RealMemory=1000
            PartitionName=low Nodes=ALL Default=YES State=UP PriorityTier=1 GraceTime=5 MaxTime=600
            PartitionName=high Nodes=ALL State=UP PriorityTier=10

            """;
    }

    /// <summary>Starts the controller.</summary>
    public void StartController() => Start("slurmctld", "slurmctld", "-D", "-f", Config);

    /// <summary>Starts a node's daemon.</summary>
    public void StartNode(string node) => Start(node, "slurmd", "-D", "-f", Config, "-N", node);

    /// <summary>Kills a daemon: slurmctld, n1 or n2.</summary>
    public async Task KillAsync(string name)
    {
        if (!_daemons.Remove(name, out var daemon))
            return;
        using (daemon)
        {
            daemon.StandardInput.Close();
            await daemon.WaitForExitAsync();
        }
    }

    /// <summary>Loses the controller's state of jobs.</summary>
    public void ForgetJobs()
    {
        foreach (var file in Directory.EnumerateFiles(In("state"), "job_state*"))
            File.Delete(file);
    }

    /// <summary>Runs a command of Slurm and returns its output.</summary>
    public static async Task<string> Run(string command, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await error;
        return await output;
    }

    /// <summary>Lets requeued jobs start, which wait two minutes otherwise.</summary>
    public static async Task ReleaseAsync()
    {
        foreach (var id in await JobsAsync("PENDING"))
            await Run("scontrol", "update", $"JobId={id}", "StartTime=now");
    }

    /// <summary>Makes jobs stand still once all have started, or those that do go on, so that what a test looks at is there.</summary>
    public static async Task HoldAsync(bool hold)
    {
        if (hold)
            await Until(async () => await JobsAsync("PENDING") is [], "every job to start");
        foreach (var id in await JobsAsync(hold ? "RUNNING" : "SUSPENDED"))
            await Run("scontrol", hold ? "suspend" : "resume", id);
    }

    private static async Task<string[]> JobsAsync(string state) =>
        (await Run("squeue", "--noheader", "--array", $"--states={state}", "--format=%i")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );

    /// <summary>Waits until something is so.</summary>
    public static async Task Until(Func<Task<bool>> condition, string what = "the cluster's state")
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"waited a minute for {what}");
            await Task.Delay(100);
        }
    }

    private void Start(string name, string program, params string[] arguments)
    {
        var path = Path.Combine("/usr/sbin", program);
        Assert.True(File.Exists(path), $"the tests of Slurm need {path}: ./workbench test installs it");
        // A shell between kills the daemon when this process closes the pipe or is killed itself.
        _daemons[name] = Process.Start(
            new ProcessStartInfo(
                "/bin/bash",
                ["-c", "\"$@\" </dev/null >/dev/null 2>&1 & read -r; kill -9 $!; wait", name, path, .. arguments]
            )
            {
                RedirectStandardInput = true,
            }
        )!;
    }

    private static int[] Ports(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }

    public async ValueTask DisposeAsync()
    {
        await Run("scancel", $"--user={Environment.UserName}");
        await Until(async () => (await Run("squeue", "--noheader")).Length == 0, "the end of all jobs");
        foreach (var name in (string[])["slurmctld", .. Nodes, "munged"])
            await KillAsync(name);
        Environment.SetEnvironmentVariable("SLURM_CONF", null);
        Directory.Delete(Root, recursive: true);
    }
}
