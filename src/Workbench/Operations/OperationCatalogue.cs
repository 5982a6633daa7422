namespace Workbench.Operations;

/// <summary>An entry of the catalogue: an operation, or a group of them.</summary>
public interface IOperationEntry
{
    /// <summary>The word under which it is asked for.</summary>
    string Name { get; }

    /// <summary>Makes of it what a surface needs: a command, a magic.</summary>
    TResult Accept<TResult>(IOperationVisitor<TResult> visitor);
}

/// <summary>A surface on which operations are offered. It sees each with its types.</summary>
/// <typeparam name="TSurface">What it makes of an entry.</typeparam>
public interface IOperationVisitor<out TSurface>
{
    /// <summary>Offers an operation.</summary>
    TSurface Visit<TOptions, TResult>(Operation<TOptions, TResult> operation)
        where TResult : notnull;

    /// <summary>Offers a group.</summary>
    TSurface Visit(OperationGroup group);
}

/// <summary>
/// Every operation, once: the commands of the shell and the magics of notebooks and of .NET Interactive are made from this list.
/// </summary>
public static class OperationCatalogue
{
    /// <summary>The entries, in the order in which help shows them.</summary>
    /// <param name="host">What operations need from outside.</param>
    /// <param name="kernel">What the doctor asks about the notebook kernel; null where there is none.</param>
    public static IReadOnlyList<IOperationEntry> All(HostEnvironment host, Func<HostEnvironment, Examination>? kernel = null) =>
        [
            new Ablate(host),
            new Train(host),
            new Generate(host),
            new DescribeModel(host),
            new ShowAttention(host),
            new CompareRuns(host),
            new ShowFigure(host),
            new Check(host),
            new OperationGroup(
                "runs",
                "The ledger of runs: list, show, clean",
                [new("runs list", "newest first"), new("runs show 1f3a9c04", "one run, by the first digits of its identity")],
                [new RunsList(host), new RunsShow(host), new RunsClean(host)]
            )
            {
                Usual = "list",
            },
            new OperationGroup(
                "data",
                "Corpora: list, fetch, find, clean",
                [new("data list", "what there is, with size and licence"), new("data get sotu", "fetch a corpus now")],
                [new DataList(host), new DataGet(host, fetch: true), new DataGet(host, fetch: false), new DataClean(host)]
            )
            {
                Usual = "list",
            },
            new VariantsList(host),
            new PresetsList(),
            new Doctor(host, kernel),
            new ShowDevice(host),
        ];
}
