using System.CommandLine;
using Workbench.Kernels;

namespace Workbench.Operations.Benches;

/// <summary>What a bench of measures is asked.</summary>
/// <param name="Only">Takes the measures alone whose name holds this text; empty takes all.</param>
/// <param name="Rounds">How often everybody is measured, in turns; medians count. Default 3.</param>
public sealed record BenchOptions(string Only = "", int Rounds = 3);

/// <summary>A bench that takes measures one after the other, against one script of the peer.</summary>
/// <param name="surroundings">The clone with the peer's script, clock, folders.</param>
public abstract class BenchOfMeasures(Surroundings surroundings) : Operation<BenchOptions, IReadOnlyList<Comparison>>
{
    private readonly Option<string> _only = new("--only") { Description = "Take the measures alone whose name holds this text", DefaultValueFactory = _ => "" };
    private readonly Option<int> _rounds = new("--rounds") { Description = "How often everybody is measured, in turns; medians count", DefaultValueFactory = _ => new BenchOptions().Rounds };

    /// <summary>What it measures.</summary>
    internal abstract IReadOnlyList<Measure> Measures { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new($"bench {Name} --json", "each comparison with both raw figures and a ratio, above 1 is better"), new($"bench {Name} --rounds 1", "a quick look")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_only);
        command.Options.Add(_rounds);
    }

    /// <inheritdoc/>
    public override BenchOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_only)!, parsed.GetValue(_rounds));
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (options.Rounds < 1)
            throw new InvalidInputException("a bench measures at least once", $"--rounds {options.Rounds}");
        var measures = Measures.Where(one => one.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (measures.Count == 0)
            throw new InvalidInputException("no measure of this bench has a name like that", $"--only \"{options.Only}\"", string.Join("; ", Measures.Select(one => one.Name)));
        var script = PeerScript.In(surroundings, $"{Name}.py", "python3-torch");
        var scratch = Directory.CreateTempSubdirectory("workbench-bench-");
        try
        {
            var preload = await OneDnnPreload.Build(Path.Combine(Path.GetDirectoryName(script.Script)!, "blas_onednn.c"), scratch.FullName, cancellation).ConfigureAwait(false);
            int[] threads = [.. new[] { 1, Environment.ProcessorCount }.Distinct()];
            using var peers = new Peers(script, PeerSetting.All([.. new[] { 1, 2 }.Where(count => count <= Environment.ProcessorCount)], preload));
            NativeKernels.Load();
            progress.Report(new StepStarted("what the machine can do at most: products, memory"));
            var ceilings = await OwnThread.Run(() => Ceilings.Measure(surroundings.Clock), cancellation).ConfigureAwait(false);
            var ground = new Ground(peers, ceilings, threads, options.Rounds, scratch.FullName, surroundings);
            var results = new List<Comparison>();
            foreach (var measure in measures)
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Report(new StepStarted(measure.Name));
                results.AddRange(await measure.Take(ground, cancellation).ConfigureAwait(false));
            }
            return results;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
