namespace Workbench.Operations;

/// <summary>An entry of the catalogue: an operation, or a group of operations.</summary>
public interface IOperationEntry
{
    /// <summary>The name of the command or magic.</summary>
    string Name { get; }

    /// <summary>Passes this entry to a visitor and returns what the visitor makes, such as a command or a magic.</summary>
    TResult Accept<TResult>(IOperationVisitor<TResult> visitor);
}

/// <summary>Makes commands or magics from operations, with the static types of their options and results.</summary>
/// <typeparam name="TSurface">The type that is made from an entry.</typeparam>
public interface IOperationVisitor<out TSurface>
{
    /// <summary>Visits an operation.</summary>
    TSurface Visit<TOptions, TResult>(Operation<TOptions, TResult> operation)
        where TResult : notnull;

    /// <summary>Visits a group.</summary>
    TSurface Visit(OperationGroup group);
}

/// <summary>
/// All operations. The shell commands, the notebook magics and the magics of .NET Interactive are made from this list.
/// </summary>
public static class OperationCatalogue
{
    /// <summary>The entries, in the order of the help text.</summary>
    /// <param name="host">The environment of the operations.</param>
    /// <param name="kernel">The doctor's check of the notebook kernel; null when there is no kernel to check.</param>
    public static IReadOnlyList<IOperationEntry> All(HostEnvironment host, Func<HostEnvironment, Examination>? kernel = null) =>
        [
            new Ablate(host),
            new Train(host),
            new Generate(host),
            new Predict(host),
            new DescribeModel(host),
            new ShowAttention(host),
            new ShowEmbeddings(host),
            new CompareRuns(host),
            new ShowFigure(host),
            new Reproduce(host),
            new Check(host),
            new OperationGroup(
                "runs",
                "The ledger of runs: list, show, diff, export, verify, gc, clean",
                [
                    new("runs list", "newest first"),
                    new("runs show 1f3a9c04", "one run, by the first digits of its identity"),
                    new("runs export runs.parquet", "runs with their configs and results, for DuckDB or pandas"),
                ],
                [
                    new RunsList(host),
                    new RunsShow(host),
                    new RunsDiff(host),
                    new RunsExport(host),
                    new RunsVerify(host),
                    new RunsCollect(host),
                    new RunsClean(host),
                ]
            )
            {
                Usual = "list",
            },
            new OperationGroup(
                "weights",
                "Saved weights: show, import, export",
                [
                    new("weights show model.safetensors", "the tensors of a file"),
                    new("weights import path/to/gpt2 --out gpt2-weights", "a Hugging Face folder, as ours"),
                    new("weights export 1f3a9c04 --format gguf --out model.gguf", "a run's model for llama.cpp"),
                ],
                [new WeightsShow(host), new WeightsImport(host), new WeightsExport(host)]
            ),
            new OperationGroup(
                "data",
                "Corpora: list, fetch, find, clean",
                [new("data list", "the corpora with size and licence"), new("data get sotu", "fetch a corpus now")],
                [new DataList(host), new DataGet(host, fetch: true), new DataGet(host, fetch: false), new DataClean(host)]
            )
            {
                Usual = "list",
            },
            new VariantsList(host),
            new OperationGroup(
                "new",
                "Start something of your own: variant",
                [new("new variant mine --family position", "the project of a position encoding, to change")],
                [new NewVariant(host)]
            ),
            new PresetsList(),
            new Doctor(host, kernel),
            new ShowDevice(host),
        ];
}
