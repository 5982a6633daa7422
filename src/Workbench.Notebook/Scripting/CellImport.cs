using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Languages;

namespace Workbench.Notebook.Scripting;

/// <summary>Runs a file as if its cells stood in the importing cell.</summary>
internal static class CellImport
{
    private const string Allowed = ".cs, .csx, .ipynb, .dib";

    /// <summary>Runs it.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="run">Runs a piece, magics included, under a name for messages.</param>
    /// <exception cref="InvalidInputException">There is no such file, or it is none of these kinds.</exception>
    internal static async Task RunAsync(string path, Func<string, string, Task> run)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".cs" or ".csx" or ".ipynb" or ".dib"))
            throw new InvalidInputException("an imported file is a script or a notebook", path, Allowed);
        if (!File.Exists(path))
            throw new InvalidInputException("there is no such file", path, nextStep: "Relative paths start from the folder that the notebook runs in.");
        var name = Path.GetFileName(path);
        if (extension is ".cs" or ".csx")
        {
            await run(await File.ReadAllTextAsync(path).ConfigureAwait(false), name).ConfigureAwait(false);
            return;
        }
        var number = 0;
        var document = NotebookDocument.Read(path);
        // None of its cells runs before the language of all of them is known.
        if (ForeignCells.Of(document) is { Count: > 0 } foreign)
            throw new InvalidInputException([.. ForeignCells.Faults(foreign, name, "Import a notebook of C# alone")]);
        foreach (var cell in document.CodeCells)
            await run(cell.Code, $"{name} [{++number}]").ConfigureAwait(false);
    }
}
