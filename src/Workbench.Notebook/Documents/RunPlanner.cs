using Workbench.Notebook.Documents.Languages;
using Workbench.Notebook.Documents.Parameters;
using Workbench.Notebook.Documents.Running;
using Workbench.Operations;
using Workbench.Reporting;

namespace Workbench.Notebook.Documents;

/// <summary>A notebook to run and the file of its page.</summary>
/// <param name="Plan">The run.</param>
/// <param name="Html">The file of the page; null for none.</param>
internal sealed record PlannedRun(RunPlan Plan, string? Html);

/// <summary>
/// Reads every notebook and determines every path before anything runs, so that all errors are reported together and no run stops halfway.
/// </summary>
/// <param name="host">Resolves paths.</param>
/// <param name="options">The options of the run.</param>
/// <param name="warn">Reports a warning.</param>
internal sealed class RunPlanner(HostEnvironment host, RunNotebooksOptions options, Action<string> warn)
{
    private readonly List<Fault> _faults = [];

    /// <summary>The runs in the order of the files.</summary>
    /// <exception cref="InvalidInputException">Something is wrong; lists every fault.</exception>
    public IReadOnlyList<PlannedRun> Plan()
    {
        CheckOptions();
        var files = options.Files.DistinctBy(host.Resolve).ToList();
        var several = files.Count > 1;
        var parameters = Try(() => ParameterSet.Read(options.Parameters, options.ParameterFile is { } file ? host.Resolve(file) : null));
        var outputs = Places(files, options.InPlace ? null : options.Out, "-o", ".ipynb");
        var pages = Places(files, options.Html, "--html", ".html");
        var plans = new List<PlannedRun>();
        for (var i = 0; i < files.Count; i++)
        {
            var (file, full) = (files[i], host.Resolve(files[i]));
            if (Try(() => ReadNamed(full, file)) is not { } stored)
                continue;
            var document = stored.Clone();
            if (options.InPlace && stored.Format != DocumentFormat.Ipynb)
                _faults.Add(new("only an .ipynb stores outputs", file, null, "Save to another file: -o FILE.ipynb", "--inplace"));
            if (options.Check is not null && stored.Format != DocumentFormat.Ipynb)
                _faults.Add(
                    new("only an .ipynb stores outputs to check", file, null, "Run with -o FILE.ipynb, then check that file", "--check")
                );
            if (
                options.Out is not null
                && several
                && outputs[i] is { } place
                && NotebookFile.RealPath(place) == NotebookFile.RealPath(full)
            )
                _faults.Add(new("the folder would replace the notebook itself", file, null, "Choose another folder, or --inplace", "-o"));
            var foreign = ForeignCells.Of(document);
            CheckLanguages(foreign, file, parameters is { Asked.Count: > 0 });
            var folder = options.Folder is { } current ? host.Resolve(current) : Path.GetDirectoryName(full)!;
            var injected = parameters is null ? null : Try(() => parameters.Inject(document, file, warn, folder));
            var output = options.InPlace ? full : outputs[i];
            var fromHere = output is null ? null : host.FromHere(output);
            var left = foreign.ToDictionary(cell => cell.Cell.Node, cell => cell.Language);
            plans.Add(new PlannedRun(new RunPlan(file, folder, document, stored, injected ?? [], output, fromHere, left), pages[i]));
        }
        var junit = options.JUnit is { } report ? host.Resolve(report) : null;
        CheckPlaces(
            [.. files, .. new[] { options.ParameterFile, options.Check?.Sanitizers }.OfType<string>()],
            [.. outputs.Select(place => (place, "-o")), .. pages.Select(place => (place, "--html")), (junit, "--junit")]
        );
        return _faults.Count > 0 ? throw new InvalidInputException(_faults) : plans;
    }

    /// <summary>
    /// Checks the files that the run will write. None may overwrite an input or another result, except that -o may name the notebook
    /// itself, and every folder must be writable: an hour of cells must not end with a write error.
    /// </summary>
    private void CheckPlaces(IReadOnlyList<string> read, IReadOnlyList<(string? Path, string Option)> written)
    {
        var inputs = read.ToLookup(file => NotebookFile.RealPath(host.Resolve(file)));
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, option) in written)
        {
            if (path is null)
                continue;
            var real = NotebookFile.RealPath(path);
            if (AtomicFile.IsDevice(path) || AtomicFile.IsDevice(real))
                continue;
            var itself = option == "-o" && options.Files.Any(file => NotebookFile.RealPath(host.Resolve(file)) == real);
            if (inputs[real].FirstOrDefault() is { } input && !itself)
                _faults.Add(new("this would overwrite an input file", input, "another file", null, option));
            else if (!taken.TryAdd(real, option) && taken[real] != option)
                _faults.Add(new($"this would overwrite the file of {taken[real]}", host.FromHere(path), "another file", null, option));
            else if (Directory.Exists(real))
                _faults.Add(new("a file is needed here, and there is a folder", host.FromHere(path), null, null, option));
            else if (AtomicFile.IsPipe(real))
                _faults.Add(
                    new("a file is needed here, and there is a named pipe", host.FromHere(path), "a file, or a shell's >(…)", null, option)
                );
            else if (File.Exists(Path.GetDirectoryName(real)))
                _faults.Add(
                    new("a folder is needed here, and there is a file", host.FromHere(Path.GetDirectoryName(path)!), null, null, option)
                );
            else if (!FolderInspection.CanWrite(Path.GetDirectoryName(real)!))
                _faults.Add(
                    new(
                        "the folder cannot be written",
                        Path.GetDirectoryName(path),
                        "a folder that may be written to and has room",
                        null,
                        option
                    )
                );
        }
    }

    private void CheckLanguages(IReadOnlyList<ForeignCell> foreign, string file, bool hasParameters)
    {
        const string nextStep = "Run the notebook with a kernel of that language, or skip these cells with --skip-foreign";
        if (!options.SkipForeign)
            _faults.AddRange(ForeignCells.Faults(foreign, file, nextStep));
        else if (hasParameters && foreign.FirstOrDefault(cell => CellTags.Has(cell.Cell, CellTags.Parameters)) is { } cell)
            _faults.Add(new("the parameters cell must be C#", cell.Language, null, "Omit -p and -f", $"{file}, cell {cell.Number}"));
    }

    private void CheckOptions()
    {
        if (options.Jobs < 1)
            _faults.Add(new("the number of parallel notebooks", $"{options.Jobs}", "1 or more", null, "--jobs"));
        if (options.Png && Chromium.Missing(host.Variable) is { } missing)
            _faults.Add(missing with { Path = "--png" });
        if (options.MaxText < 0)
            _faults.Add(new("the number of characters", $"{options.MaxText}", "0 or more", null, "--max-output"));
        if (options is { InPlace: true, Out: not null })
            _faults.Add(new("only one output may be chosen", options.Out, "--inplace or -o, not both", null, "-o"));
        if (options.Check is { } check && (!(check.Rtol >= 0) || !(check.Atol >= 0)))
            _faults.Add(
                new(
                    "a tolerance must not be negative",
                    $"{(check.Rtol >= 0 ? check.Atol : check.Rtol)}",
                    "0 or more",
                    null,
                    check.Rtol >= 0 ? "--atol" : "--rtol"
                )
            );
        if (options.Folder is { } folder && !Directory.Exists(host.Resolve(folder)))
            _faults.Add(new("there is no such folder", folder, null, null, "--cwd"));
    }

    /// <summary>The output path of each notebook for one option: a file or a folder for one notebook, a folder for several.</summary>
    private List<string?> Places(IReadOnlyList<string> files, string? requested, string option, string extension)
    {
        if (requested is null)
            return [.. files.Select(_ => (string?)null)];
        var full = host.Resolve(requested);
        if (files.Count == 1 && !Directory.Exists(full) && !requested.EndsWith('/'))
        {
            if (extension == ".ipynb" && !full.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                _faults.Add(
                    new(
                        "a run notebook must be saved as .ipynb",
                        requested,
                        $"{Path.GetFileNameWithoutExtension(requested)}.ipynb, or a folder: {requested}/",
                        null,
                        option
                    )
                );
            return [full];
        }
        if (File.Exists(full))
            _faults.Add(new("the output of several notebooks must be a folder", requested, "a folder", null, option));
        var places = files.Select(file => Path.Combine(full, Path.GetFileNameWithoutExtension(file) + extension)).ToList();
        foreach (var twice in places.GroupBy(place => place).Where(group => group.Count() > 1))
            _faults.Add(
                new(
                    "two notebooks would be written to the same file",
                    twice.Key,
                    null,
                    "Run them separately, with different folders",
                    option
                )
            );
        return [.. places];
    }

    private static NotebookDocument ReadNamed(string path, string name) =>
        NotebookDocument.Parse(ReadBytes(path, name), DocumentFormats.Of(name), name);

    private static byte[] ReadBytes(string path, string name)
    {
        _ = DocumentFormats.Of(name);
        return NotebookFile.Read(path);
    }

    private T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (InvalidInputException invalid)
        {
            _faults.AddRange(invalid.Faults);
            return null;
        }
    }
}
