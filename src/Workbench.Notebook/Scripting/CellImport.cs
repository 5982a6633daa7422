using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Languages;

namespace Workbench.Notebook.Scripting;

/// <summary>Where an import stands: relative paths start there.</summary>
/// <param name="Folder">The notebook's folder.</param>
/// <param name="Files">The files that are being imported, absolute, the innermost last; empty in a cell of the notebook itself.</param>
internal sealed record ImportPlace(string Folder, IReadOnlyList<string> Files)
{
    /// <summary>A path that was written there, made absolute.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Files is [.., var file] ? Path.GetDirectoryName(file)! : Folder);

    /// <summary>What messages call a file: the compiler resolves what the file refers to by it.</summary>
    public string NameOf(string file) => Path.GetRelativePath(Folder, file);

    /// <summary>Inside of a file.</summary>
    public ImportPlace Inside(string file) => this with { Files = [.. Files, file] };
}

/// <summary>Runs files as if their cells stood in the importing cell.</summary>
/// <param name="place">Where the import stands.</param>
/// <param name="run">Runs a piece, magics included: the code, its name for messages, where it stands.</param>
/// <param name="compile">Compiles ordinary C# files together.</param>
internal sealed class CellImport(
    ImportPlace place,
    Func<string, string, ImportPlace, Task> run,
    Func<IReadOnlyList<SourceFile>, Task> compile
)
{
    private const string Allowed = ".cs, .csx, .ipynb, .dib";

    /// <summary>Runs them in order; ordinary C# files are compiled together, where the first of them stands.</summary>
    /// <param name="written">The files, as they were written.</param>
    /// <param name="where">The import's cell or file, and line; null in a cell of the notebook, where it is plain.</param>
    /// <exception cref="InvalidInputException">There is no such file, it is none of these kinds, or it is being imported
    /// already.</exception>
    internal async Task RunAsync(IReadOnlyList<string> written, string? where)
    {
        var paths = written.Select(place.Resolve).Distinct(StringComparer.Ordinal).ToList();
        Fault[] faults = [.. paths.Select(path => FaultOf(path, where)).OfType<Fault>()];
        if (faults.Length > 0)
            throw new InvalidInputException(faults);
        var sources = await SourcesAsync(paths).ConfigureAwait(false);
        var compiled = false;
        foreach (var path in paths)
        {
            if (sources.All(one => one.Path != path))
                await RunAsync(path).ConfigureAwait(false);
            else if (!compiled)
            {
                await compile(sources).ConfigureAwait(false);
                compiled = true;
            }
        }
    }

    private Fault? FaultOf(string path, string? where)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".cs" or ".csx" or ".ipynb" or ".dib"))
            return new("an imported file is a script or a notebook", path, Allowed, Path: where);
        if (!File.Exists(path))
            return new(
                "there is no such file",
                path,
                NextStep: place.Files is [.., var file]
                    ? $"Relative paths start from the folder of the file in which they stand, {place.NameOf(file)}."
                    : "Relative paths start from the folder that the notebook runs in.",
                Path: where
            );
        if (!place.Files.Contains(path))
            return null;
        var circle = place.Files.SkipWhile(one => one != path).Append(path).Select(place.NameOf);
        return new(
            "files do not import each other in a circle",
            string.Join(" -> ", circle),
            null,
            "Move what both need into a file of its own.",
            where
        );
    }

    // Without a namespace a .cs file is a script, magics and statements included, unless it is imported with one that has a namespace.
    private async Task<IReadOnlyList<SourceFile>> SourcesAsync(IReadOnlyList<string> paths)
    {
        var files = new List<SourceFile>();
        foreach (var path in paths.Where(path => Path.GetExtension(path).Equals(".cs", StringComparison.OrdinalIgnoreCase)))
            files.Add(new SourceFile(path, place.NameOf(path), await File.ReadAllTextAsync(path).ConfigureAwait(false)));
        return files.Exists(static one => one.NeedsAssembly) ? [.. files.Where(static one => one.NeedsAssembly || one.HasOnlyTypes)] : [];
    }

    private async Task RunAsync(string path)
    {
        var (name, inside) = (place.NameOf(path), place.Inside(path));
        if (Path.GetExtension(path).ToLowerInvariant() is ".cs" or ".csx")
        {
            await run(await File.ReadAllTextAsync(path).ConfigureAwait(false), name, inside).ConfigureAwait(false);
            return;
        }
        var number = 0;
        var document = NotebookDocument.Read(path);
        // None of its cells runs before the language of all of them is known.
        if (ForeignCells.Of(document) is { Count: > 0 } foreign)
            throw new InvalidInputException([.. ForeignCells.Faults(foreign, name, "Import a notebook of C# alone")]);
        foreach (var cell in document.CodeCells)
            await run(cell.Code, $"{name} [{++number}]", inside).ConfigureAwait(false);
    }
}
