using Microsoft.CodeAnalysis;

namespace Workbench.Notebook.Scripting;

/// <summary>Finds what <c>#load</c> names. A cell's own name ("cell 3") is no file and stays as it is.</summary>
/// <param name="folder">Where relative paths start.</param>
internal sealed class CellSources(string folder) : SourceFileResolver([], folder)
{
    /// <inheritdoc/>
    public override string? NormalizePath(string path, string? baseFilePath) =>
        Path.IsPathRooted(path) ? base.NormalizePath(path, baseFilePath) : path;
}
