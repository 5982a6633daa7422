using System.CommandLine;
using System.Globalization;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>Marks the rest of the cell as C#, for cells that name their language.</summary>
internal sealed class CSharpMagic : Magic
{
    public override string Name => "csharp";

    public override string Summary => "The rest of the cell is C# (the default)";

    public override IReadOnlyList<Example> Examples => [new("csharp", "for cells that name their language")];

    public override bool TakesBody => true;

    public override bool BodyIsCode => true;

    public override void Define(Command command) { }

    public override Task RunAsync(MagicCall call) => Run(call);

    /// <summary>Runs the body with its line numbers in the cell.</summary>
    public static Task Run(MagicCall call) =>
        call.Part.Arguments.Length == 0
            ? call.Host.RunAsync(call.Part.Body!, call.Part.BodyLine, call.Cell)
            : call.Host.RunAsync(BodyMagic.Body(call.Part), call.Part.BodyLine - 1, call.Cell);
}

/// <summary>The cost of running the rest of the cell.</summary>
/// <param name="Wall">Wall-clock time.</param>
/// <param name="AllocatedBytes">Bytes of managed memory that the process allocated during the run, including freed memory; excludes
/// tensors, which are native memory.</param>
/// <param name="Collections">Garbage collections during the run.</param>
public sealed record TimeTaken(TimeSpan Wall, long AllocatedBytes, int Collections)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Words(Wall)}, {Sizes.Bytes(AllocatedBytes)} allocated, {Collections} garbage "
                + $"{(Collections == 1 ? "collection" : "collections")}"
        );

    private static string Words(TimeSpan time) =>
        time switch
        {
            { TotalMilliseconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0} µs"),
            { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms"),
            { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
            _ => Durations.Short(time),
        };
}

/// <summary>Runs the rest of the cell and shows its time and allocations.</summary>
internal sealed class TimeMagic : Magic
{
    public override string Name => "time";

    public override string Summary => "Run the rest of the cell; show its value, time and memory allocations";

    public override IReadOnlyList<Example> Examples =>
        [new("time", "the rest of the cell"), new("time x.matmul(y).sum()", "code on the same line")];

    public override bool TakesBody => true;

    public override bool BodyIsCode => true;

    public override void Define(Command command) { }

    public override async Task RunAsync(MagicCall call)
    {
        var clock = call.Host.HostEnvironment.Clock;
        var (start, bytes, collections) = (clock.GetTimestamp(), GC.GetTotalAllocatedBytes(), GC.CollectionCount(0));
        try
        {
            await CSharpMagic.Run(call).ConfigureAwait(false);
        }
        finally
        {
            // Failed code is timed too.
            var taken = new TimeTaken(
                clock.GetElapsedTime(start),
                GC.GetTotalAllocatedBytes() - bytes,
                GC.CollectionCount(0) - collections
            );
            call.Cell.FrontEnd.Send(new DisplayOutput(MimeBundle.Plain($"time: {taken}")));
        }
    }
}

/// <summary>Runs the code of files in the session.</summary>
internal sealed class ImportMagic : Magic
{
    private readonly Argument<string[]> _files = new("file")
    {
        Description = "A .cs, .csx, .ipynb or .dib file; the .cs files of one import are compiled together",
        Arity = ArgumentArity.OneOrMore,
    };

    public override string Name => "import";

    public override string Summary => "Run the code of files (.cs, .csx, .ipynb, .dib); the notebook gets their types and variables";

    public override IReadOnlyList<Example> Examples =>
        [
            new("import shared/helpers.csx", "a script"),
            new("import 01-quickstart.ipynb", "every code cell of a notebook"),
            new("import Shape.cs Scale.cs", "ordinary C# files, namespaces included"),
        ];

    public override void Define(Command command) => command.Arguments.Add(_files);

    public override Task RunAsync(MagicCall call) => call.Host.ImportAsync(call.Parsed.GetRequiredValue(_files), call.Part.Line, call.Cell);
}
