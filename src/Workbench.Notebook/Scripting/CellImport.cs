using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Languages;

namespace Workbench.Notebook.Scripting;

/// <summary>The location of an import, which is the base of relative paths.</summary>
/// <param name="Folder">The notebook's folder.</param>
/// <param name="Files">The absolute paths of the files being imported, the innermost last; empty in a cell of the notebook.</param>
internal sealed record ImportPlace(string Folder, IReadOnlyList<string> Files)
{
    /// <summary>The absolute path of a path in the import.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Files is [.., var file] ? Path.GetDirectoryName(file)! : Folder);

    /// <summary>The name of a file in messages. The compiler resolves the file's references relative to this name.</summary>
    public string NameOf(string file) => Path.GetRelativePath(Folder, file);

    /// <summary>The location inside an imported file.</summary>
    public ImportPlace Inside(string file) => this with { Files = [.. Files, file] };
}

/// <summary>Runs the code of files as part of the importing cell.</summary>
/// <param name="place">The location of the import.</param>
/// <param name="run">Runs code with magics: the code, its name in messages, its location.</param>
/// <param name="compile">Compiles C# files together to an assembly.</param>
internal sealed class CellImport(
    ImportPlace place,
    Func<string, string, ImportPlace, Task> run,
    Func<IReadOnlyList<SourceFile>, Task> compile
)
{
    private const string Allowed = ".cs, .csx, .ipynb, .dib";

    /// <summary>Runs the files in order. Files that need an assembly are compiled together at the position of the first one.</summary>
    /// <param name="written">The paths as given.</param>
    /// <param name="where">The file and line of the import, for messages; null in a cell of the notebook.</param>
    /// <exception cref="InvalidInputException">A file does not exist, has an unsupported type, or imports itself.</exception>
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
            return new("an imported file must be a script or a notebook", path, Allowed, Path: where);
        if (!File.Exists(path))
            return new(
                "there is no such file",
                path,
                NextStep: place.Files is [.., var file]
                    ? $"Relative paths start from the folder of the importing file, {place.NameOf(file)}."
                    : "Relative paths start from the notebook's current folder.",
                Path: where
            );
        if (!place.Files.Contains(path))
            return null;
        var circle = place.Files.SkipWhile(one => one != path).Append(path).Select(place.NameOf);
        return new(
            "files must not import each other in a circle",
            string.Join(" -> ", circle),
            null,
            "Move the shared code into a separate file.",
            where
        );
    }

    // A .cs file without a namespace is a script, with magics and statements, unless it is imported together with a file that has one.
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
        // Check the language of all cells before the first one runs.
        if (ForeignCells.Of(document) is { Count: > 0 } foreign)
            throw new InvalidInputException([.. ForeignCells.Faults(foreign, name, "Import a notebook that contains only C#")]);
        foreach (var cell in document.CodeCells)
            await run(cell.Code, $"{name} [{++number}]", inside).ConfigureAwait(false);
    }
}
