using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workbench.Notebook.Protocol.Specs;
using Workbench.Operations;

namespace Workbench.Notebook.Protocol;

/// <summary>What the kernel's bench is asked.</summary>
/// <param name="Starts">How often each kernel is started; figures are medians over them. Default 5.</param>
/// <param name="Cells">Trivial cells over which memory growth is measured, in one session. Default 1,000.</param>
public sealed record BenchKernelOptions(int Starts = 5, int Cells = 1000);

/// <summary>Measures the notebook kernel, started as its kernelspec says, against ipykernel, in turns and through the same client.</summary>
/// <param name="surroundings">The clone with the client's script, the program.</param>
public sealed class BenchKernel(Surroundings surroundings) : Operation<BenchKernelOptions, IReadOnlyList<Comparison>>
{
    private const string Peer = "ipykernel";

    // What the script measures (seconds or bytes), and what is aimed at: a ratio to the peer, or an amount.
    private static readonly (string Key, string Name, string Unit, double Scale, double Goal, double? Limit, string Note)[] Measures =
    [
        ("ready", "ready", "ms", 1e3, 1 / 0.6, null, "from the process' start to the reply to kernel_info"),
        ("first_cell", "first cell", "ms", 1e3, 0, 600, "1 + 1 sent as soon as it is ready; to idle"),
        ("warm_cell", "warm trivial cell", "ms", 1e3, 0, 20, "1 + 1, median of 20; to idle"),
        ("first_completion", "first completion", "ms", 1e3, 0, 100, "a second after the first cell"),
        ("completion", "completion", "ms", 1e3, 0, 100, "of a member, median of 10"),
        ("private_bytes", "memory", "MB", 1e-6, 0, null, "anonymous resident memory after 22 cells and a collection"),
        ("bytes_per_cell", "growth per trivial cell", "KB", 1e-3, 0, null, "anonymous resident memory, collected before and after, once a quarter as many cells have run"),
    ];

    private readonly Option<int> _starts = new("--starts") { Description = "How often each kernel is started; figures are medians", DefaultValueFactory = _ => new BenchKernelOptions().Starts };
    private readonly Option<int> _cells = new("--cells") { Description = "Trivial cells over which memory growth is measured; 0 leaves it out", DefaultValueFactory = _ => new BenchKernelOptions().Cells };

    /// <inheritdoc/>
    public override string Name => "kernel";

    /// <inheritdoc/>
    public override string Summary => "The notebook kernel against ipykernel: ready, first cell, warm cell, completion, memory growth (a minute or two, on a quiet machine)";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("bench kernel --json", "each comparison with both raw figures and a ratio, above 1 is better"), new("bench kernel --starts 1 --cells 0", "a quick look")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_starts);
        command.Options.Add(_cells);
    }

    /// <inheritdoc/>
    public override BenchKernelOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_starts), parsed.GetValue(_cells));
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<Comparison>> RunAsync(BenchKernelOptions options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (options.Starts < 1 || options.Cells < 0)
            throw new InvalidInputException("a bench starts its kernels at least once and runs no negative number of cells", $"--starts {options.Starts} --cells {options.Cells}");
        var script = PeerScript.In(surroundings, "kernel.py", "python3-ipykernel python3-jupyter-client");
        var folder = Directory.CreateTempSubdirectory("workbench-bench-");
        try
        {
            var spec = Path.Combine(folder.FullName, "kernel.json");
            await File.WriteAllTextAsync(spec, KernelSpec.Document(surroundings), cancellation).ConfigureAwait(false);
            progress.Report(new StepStarted($"{options.Starts} {(options.Starts == 1 ? "start" : "starts")} of each kernel"));
            string[] counts = [options.Starts.ToString(CultureInfo.InvariantCulture), options.Cells.ToString(CultureInfo.InvariantCulture)];
            return Read(await script.Run(cancellation, [spec, .. counts]).ConfigureAwait(false));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The comparisons in what the script has printed.</summary>
    internal static IReadOnlyList<Comparison> Read(JsonElement measured)
    {
        var peer = $"{Peer} {measured.GetProperty(Peer).GetString()}";
        var starts = measured.GetProperty("starts").GetInt32();
        var cells = measured.GetProperty("cells").GetInt32();
        return
        [
            .. from one in Measures
               where one.Key != "bytes_per_cell" || cells > 0
               let ours = measured.GetProperty("ours").GetProperty(one.Key).GetDouble() * one.Scale
               let theirs = measured.GetProperty("peer").GetProperty(one.Key).GetDouble() * one.Scale
               let how = one.Key == "bytes_per_cell" ? $"over {cells} cells of one session" : $"median of {starts} {(starts == 1 ? "start" : "starts")}"
               select new Comparison(one.Name, one.Unit, ours, theirs, peer, ours > 0 ? theirs / ours : 0, one.Goal, $"{one.Note}; {how}") { Limit = one.Limit },
        ];
    }
}
