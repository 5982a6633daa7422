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
}
