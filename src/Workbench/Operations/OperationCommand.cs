using System.CommandLine;

namespace Workbench.Operations;

/// <summary>A command of the shell; it knows the examples that its help shows.</summary>
/// <param name="name">Its name.</param>
/// <param name="summary">What it does, in one line.</param>
/// <param name="examples">Lines to copy.</param>
public sealed class OperationCommand(string name, string summary, IReadOnlyList<Example> examples) : Command(name, summary)
{
    /// <summary>Lines to copy.</summary>
    public IReadOnlyList<Example> Examples { get; } = examples;

    /// <summary>What can be said of the values of a line with unknown options, so that all of its faults are listed at once.</summary>
    internal Func<ParseResult, IReadOnlyList<Fault>> Besides { get; set; } = static _ => [];
}
