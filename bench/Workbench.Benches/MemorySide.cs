using System.CommandLine;
using System.Globalization;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>A side of a comparison of memory.</summary>
/// <param name="Measure">The measure's name.</param>
/// <param name="IsPeer">Whether it is the peer's side.</param>
/// <param name="Threads">Threads.</param>
public sealed record MemoryQuestion(string Measure, bool IsPeer, int Threads);

/// <summary>Measures one side of a <see cref="MemoryMeasure"/>; the measure starts it as a process of its own. Prints bytes.</summary>
/// <param name="benches">Where the measure is found.</param>
public sealed class MemorySide(IReadOnlyList<Bench> benches) : Operation<MemoryQuestion, double>
{
    private const string Verb = "memory-side",
        PeerOption = "--peer",
        ThreadsOption = "--threads";

    private readonly Argument<string> _measure = new("measure");
    private readonly Option<bool> _isPeer = new(PeerOption);
    private readonly Option<int> _threads = new(ThreadsOption);

    /// <summary>The arguments of the process.</summary>
    internal static IReadOnlyList<string> Line(MemoryQuestion question) =>
        [
            "bench",
            Verb,
            question.Measure,
            .. question.IsPeer ? [PeerOption] : Array.Empty<string>(),
            ThreadsOption,
            question.Threads.ToString(CultureInfo.InvariantCulture),
        ];

    /// <inheritdoc/>
    public override string Name => Verb;

    /// <inheritdoc/>
    public override string Summary => "Measure the memory of one side of a comparison";

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Hidden = true;
        command.Arguments.Add(_measure);
        command.Options.Add(_isPeer);
        command.Options.Add(_threads);
    }

    /// <inheritdoc/>
    public override MemoryQuestion Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_measure)!, parsed.GetValue(_isPeer), parsed.GetValue(_threads));
    }

    /// <inheritdoc/>
    public override Task<double> RunAsync(MemoryQuestion options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var measure = benches.SelectMany(bench => bench.Measures(new())).OfType<MemoryMeasure>().Single(one => one.Name == options.Measure);
        return DedicatedThread.Run(() => measure.Here(options.IsPeer, options.Threads), cancellation);
    }
}
