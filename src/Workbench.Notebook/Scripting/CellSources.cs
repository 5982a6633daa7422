using Microsoft.CodeAnalysis;

namespace Workbench.Notebook.Scripting;

/// <summary>Resolves <c>#load</c> directives. A cell's name ("cell 3") is not a file and stays unchanged.</summary>
/// <param name="folder">The base folder of relative paths.</param>
internal sealed class CellSources(string folder) : SourceFileResolver([], folder)
{
    /// <inheritdoc/>
    public override string? NormalizePath(string path, string? baseFilePath) =>
        Path.IsPathRooted(path) ? base.NormalizePath(path, baseFilePath) : path;
}
