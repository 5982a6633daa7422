namespace Workbench.Operations;

/// <summary>Operations that share a word: <c>runs list</c>, <c>runs show</c>.</summary>
/// <param name="Name">The word.</param>
/// <param name="Summary">What they have in common, in one line.</param>
/// <param name="Examples">Lines to copy.</param>
public sealed record OperationGroup(string Name, string Summary, IReadOnlyList<Example> Examples)
{
    /// <summary>The ledger.</summary>
    public static OperationGroup Runs { get; } = new(
        "runs", "The ledger of runs: list, show, clean", [new("runs list", "newest first"), new("runs show 1f3a9c04", "one run, by the first digits of its identity")]);

    /// <summary>Corpora.</summary>
    public static OperationGroup Data { get; } = new(
        "data", "Corpora: list, fetch, find, clean", [new("data list", "what there is, with size and licence"), new("data get sotu", "fetch a corpus now")]);

    /// <summary>Benches.</summary>
    public static OperationGroup Bench { get; } = new(
        "bench", "Measure this machine against peers", [
            new("bench kernel", "the notebook kernel against ipykernel"), new("bench train", "training of three models"),
            new("bench attention", "attention: time, memory, decoding"), new("bench kernels", "every native kernel"),
        ]);

    /// <summary>The notebook kernel.</summary>
    public static OperationGroup Jupyter { get; } = new(
        "jupyter", "The notebook kernel: install, uninstall, list, kernel",
        [new("jupyter install", "offer the kernel in Jupyter and VS Code"), new("jupyter list", "where it is installed")]);
}
