using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Notebook.Jupyter.Specs;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>What the kernel's bench is asked.</summary>
/// <param name="Starts">How often each kernel is started; figures are medians over them. Default 5.</param>
/// <param name="Cells">Trivial cells over which memory growth is measured, in one session. Default 1,000.</param>
/// <param name="Against">The launcher of another build of the Workbench; null measures none.</param>
public sealed record BenchKernelOptions(int Starts = 5, int Cells = 1000, string? Against = null);

/// <summary>
/// Measures the notebook kernel, started as its kernelspec says, against ipykernel, against the tool dotnet-interactive where it is
/// installed, and against another build: in turns and through the same client.
/// </summary>
/// <param name="host">The clone with the client's script, the program.</param>
public sealed class BenchKernel(HostEnvironment host) : Operation<BenchKernelOptions, IReadOnlyList<Comparison>>
{
    private const string Ours = "ours";
    private const string Interactive = "dotnet-interactive";
    private const string OtherBuild = "the other build";

    // A build may be slower than another by a twentieth.
    private const double NoSlower = 1 / 1.05;
    private const double SoonerThanInteractive = 4;

    // What the script measures (seconds or bytes), and what is aimed at against ipykernel: a ratio, or an amount.
    private static readonly (string Key, string Name, string Unit, double Scale, double Goal, double? Limit, string Note)[] Measures =
    [
        ("ready", "ready", "ms", 1e3, 1 / 0.6, null, "from the process' start to the reply to kernel_info"),
        ("first_cell", "first cell", "ms", 1e3, 0, 600, "1 + 1 sent as soon as it is ready; to idle"),
        ("warm_cell", "warm trivial cell", "ms", 1e3, 0, 20, "1 + 1, median of 20; to idle"),
        ("first_completion", "first completion", "ms", 1e3, 0, 100, "a second after the first cell"),
        ("completion", "completion", "ms", 1e3, 0, 100, "of a member, median of 10"),
        ("private_bytes", "memory", "MB", 1e-6, 0, null, "anonymous resident memory after 22 cells and a collection"),
        (
            "bytes_per_cell",
            "growth per trivial cell",
            "KB",
            1e-3,
            0,
            null,
            "anonymous resident memory, collected before and after, once a quarter as many cells have run"
        ),
    ];

    private readonly Option<int> _starts = new("--starts")
    {
        Description = "How often each kernel is started; figures are medians",
        DefaultValueFactory = _ => new BenchKernelOptions().Starts,
    };
    private readonly Option<string?> _against = new("--against")
    {
        Description = "Another build too, named by its launcher: OTHER/workbench",
        HelpName = "launcher",
    };
    private readonly Option<int> _cells = new("--cells")
    {
        Description = "Trivial cells over which memory growth is measured; 0 leaves it out",
        DefaultValueFactory = _ => new BenchKernelOptions().Cells,
    };

    /// <inheritdoc/>
    public override string Name => "kernel";

    /// <inheritdoc/>
    public override string Summary =>
        "The notebook kernel against ipykernel and dotnet-interactive: ready, first cell, warm cell, completion, memory (some "
        + "minutes, on a quiet machine)";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("bench kernel --json", "each comparison with both raw figures and a ratio, above 1 is better"),
            new("bench kernel --starts 1 --cells 0", "a quick look"),
            new("bench kernel --against ../other/workbench", "this build against another, too"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_starts);
        command.Options.Add(_cells);
        command.Options.Add(_against);
    }

    /// <inheritdoc/>
    public override BenchKernelOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_starts), parsed.GetValue(_cells), parsed.GetValue(_against));
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<Comparison>> RunAsync(
        BenchKernelOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (options.Starts < 1 || options.Cells < 0)
            throw new InvalidInputException(
                "a bench starts its kernels at least once and runs no negative number of cells",
                $"--starts {options.Starts} --cells {options.Cells}"
            );
        var script = PeerScript.In(host, "kernel.py", "python3-ipykernel python3-jupyter-client");
        var folder = Directory.CreateTempSubdirectory("workbench-bench-");
        try
        {
            var kernels = Path.Combine(folder.FullName, "kernels.json");
            await File.WriteAllTextAsync(kernels, Kernels(options.Against).ToJsonString(), cancellation).ConfigureAwait(false);
            if (Tool() is null)
                progress.Report(
                    new WarningRaised(
                        "dotnet-interactive is not measured: it is neither on the PATH nor in ~/.dotnet/tools (dotnet tool "
                            + "install -g Microsoft.dotnet-interactive)"
                    )
                );
            progress.Report(new StepStarted($"{options.Starts} {(options.Starts == 1 ? "start" : "starts")} of each kernel"));
            string[] counts = [options.Starts.ToString(CultureInfo.InvariantCulture), options.Cells.ToString(CultureInfo.InvariantCulture)];
            return Read(await script.Run(cancellation, [kernels, .. counts]).ConfigureAwait(false));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Each as a kernelspec has it.
    private JsonObject Kernels(string? against)
    {
        var kernels = new JsonObject { [Ours] = JsonNode.Parse(KernelSpec.Document(host)) };
        if (Tool() is { } tool)
            kernels[Interactive] = new JsonObject
            {
                ["argv"] = new JsonArray(tool, "jupyter", "--default-kernel", "csharp", "{connection_file}"),
            };
        if (against is null)
            return kernels;
        var launcher = host.Resolve(against);
        if (!File.Exists(launcher))
            throw new InvalidInputException(
                "another build is named by its launcher",
                launcher,
                null,
                "Give the path of a clone's ./workbench.",
                "--against"
            );
        var other = kernels[Ours]!.DeepClone();
        other["argv"]![0] = launcher;
        kernels[OtherBuild] = other;
        return kernels;
    }

    private string? Tool()
    {
        var home = host.Variable("HOME") is { Length: > 0 } folder ? [Path.Combine(folder, ".dotnet", "tools")] : Array.Empty<string>();
        return (host.Variable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(home)
            .Select(one => Path.Combine(one, Interactive))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The comparisons in what the script has printed.</summary>
    internal static IReadOnlyList<Comparison> Read(JsonElement measured)
    {
        var starts = measured.GetProperty("starts").GetInt32();
        var cells = measured.GetProperty("cells").GetInt32();
        var medians = measured.GetProperty("medians");
        return
        [
            .. from peer in medians.EnumerateObject()
            where peer.Name != Ours
            from one in Measures
            where one.Key != "bytes_per_cell" || cells > 0
            let ours = medians.GetProperty(Ours).GetProperty(one.Key).GetDouble() * one.Scale
            let theirs = peer.Value.GetProperty(one.Key).GetDouble() * one.Scale
            let how = one.Key == "bytes_per_cell"
                ? $"over {cells} cells of one session"
                : $"median of {starts} {(starts == 1 ? "start" : "starts")}"
            let isPython = peer.Name.StartsWith("ipykernel", StringComparison.Ordinal)
            select new Comparison(
                one.Name,
                one.Unit,
                ours,
                theirs,
                peer.Name,
                ours > 0 ? theirs / ours : 0,
                isPython ? one.Goal : GoalOf(peer.Name, one.Key),
                $"{one.Note}; {how}"
            )
            {
                Limit = isPython ? one.Limit : null,
            },
        ];
    }

    private static double GoalOf(string peer, string key) =>
        peer switch
        {
            Interactive when key == "ready" => SoonerThanInteractive,
            OtherBuild when key != "bytes_per_cell" => NoSlower,
            _ => 0,
        };
}
