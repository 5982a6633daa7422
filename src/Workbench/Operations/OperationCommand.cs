using System.CommandLine;

namespace Workbench.Operations;

/// <summary>A command with examples for its help text.</summary>
/// <param name="name">The command's name.</param>
/// <param name="summary">A one-line description.</param>
/// <param name="examples">The examples.</param>
public sealed class OperationCommand(string name, string summary, IReadOnlyList<Example> examples) : Command(name, summary)
{
    /// <summary>The examples.</summary>
    public IReadOnlyList<Example> Examples { get; } = examples;

    /// <summary>Finds faults in the values of a line that also has unknown options, so that all faults are listed at once.</summary>
    internal Func<ParseResult, IReadOnlyList<Fault>> Besides { get; set; } = static _ => [];
}
