using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Workbench.Notebook.Scripting;

/// <summary>The error of a cell that does not compile.</summary>
/// <param name="diagnostics">The errors, in the order of the text.</param>
public sealed class ScriptCompilationException(ImmutableArray<Diagnostic> diagnostics)
    : Exception(string.Join(Environment.NewLine, diagnostics.Select(one => one.ToString())))
{
    /// <summary>The errors, in the order of the text.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; } = diagnostics;
}
