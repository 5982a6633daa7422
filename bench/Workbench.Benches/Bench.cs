using System.CommandLine;
using Workbench.Kernels;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>What a bench is asked.</summary>
/// <param name="Only">Takes the measures alone whose name holds this text; empty takes all.</param>
/// <param name="Rounds">How often each side is measured, in turns; medians count. Default 5.</param>
/// <param name="Against">The launcher of another build to compare with; null compares with none. Default null.</param>
public sealed record BenchOptions(string Only = "", int Rounds = 5, string? Against = null);

/// <summary>A bench that takes measures one after the other, in this process and against TorchSharp as a user has it.</summary>
/// <param name="host">Clock, folders, the program's own executable.</param>
public abstract class Bench(HostEnvironment host) : Operation<BenchOptions, BenchReport>
{
    private readonly Option<string> _only = new("--only")
    {
        Description = "Take the measures alone whose name holds this text",
        HelpName = "text",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "How often each side is measured, in turns; medians count",
        HelpName = "n",
        DefaultValueFactory = _ => new BenchOptions().Rounds,
    };

    /// <summary>What it measures.</summary>
    internal abstract IReadOnlyList<Measure> Measures(BenchOptions options);

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new($"bench {Name} --json", "each comparison with both raw figures and a ratio, above 1 is better"),
            new($"bench {Name} --rounds 1", "a quick look"),
        ];

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
    public override async Task<BenchReport> RunAsync(
        BenchOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (options.Rounds < 1)
            throw new InvalidInputException("a bench measures at least once", $"--rounds {options.Rounds}");
        var all = Measures(options);
        var measures = all.Where(one => one.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (measures.Count == 0)
        {
            throw new InvalidInputException(
                "no measure of this bench has a name like that",
                $"--only \"{options.Only}\"",
                string.Join("; ", all.Select(one => one.Name))
            );
        }
        var scratch = Directory.CreateTempSubdirectory("workbench-bench-");
        try
        {
            // Everything on one thread, which ends with the bench: OpenMP keeps a team of threads for every thread that computes.
            return await DedicatedThread
                .Run(() => Take(measures, options.Rounds, scratch.FullName, progress, cancellation), cancellation)
                .ConfigureAwait(false);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private BenchReport Take(
        IReadOnlyList<Measure> measures,
        int rounds,
        string scratch,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        NativeKernels.Load();
        progress.Report(new StepStarted("what the machine can do at most: products, memory"));
        var ceilings = MachineCeilings.Measure(host.Clock);
        var context = new BenchContext(ceilings, BenchContext.ThreadCounts, rounds, scratch, host);
        var comparisons = new List<Comparison>();
        foreach (var measure in measures)
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Report(new StepStarted(measure.Name));
            comparisons.AddRange(measure.Take(context, cancellation));
        }
        return BenchReport.Of(context, comparisons);
    }
}
