using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Notebook.Display;
using Workbench.Notebook.Scripting.Execution;
using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// The C# session of a notebook: a chain of submissions, each of which sees the declarations of earlier ones. A submission that throws
/// keeps its assignments up to then; a submission that does not compile changes nothing. One submission runs at a time; the session's state
/// can be read from any thread.
/// </summary>
public sealed class CSharpSession
{
    private readonly Lock _gate = new();
    private readonly SessionAssemblies _assemblies = new();
    private readonly CellReferences _references;
    private readonly PackageRestore _packages;
    private readonly LoadedScripts _scripts;
    private readonly SourceAssemblies _files;
    private readonly CodeCancellation _token = new();
    private readonly CellThread _thread;
    private readonly ConcurrentDictionary<string, string[]> _sources = new(StringComparer.Ordinal);
    private object?[] _slots = new object?[64];
    private ImmutableArray<Submission> _submissions = [];

    /// <summary>An empty session.</summary>
    public CSharpSession(ScriptSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        _thread = new CellThread(MayAbort, _token);
        _references = new CellReferences(settings.Folder, _assemblies);
        _packages = new PackageRestore(settings.Cache);
        var sources = new CellSources(settings.Folder);
        _scripts = new LoadedScripts(sources, settings.Folder);
        _files = new SourceAssemblies(_assemblies, _token);
        Options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: settings.Imports,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            warningLevel: 4,
            sourceReferenceResolver: sources,
            metadataReferenceResolver: _references
        );
    }

    /// <summary>The settings of the session.</summary>
    public ScriptSettings Settings { get; }

    /// <summary>The compilation options of every submission.</summary>
    internal CSharpCompilationOptions Options { get; }

    /// <summary>The imports of every submission.</summary>
    public IReadOnlyList<string> Imports => Settings.Imports;

    /// <summary>The references of the next submission, besides the earlier submissions.</summary>
    public IEnumerable<MetadataReference> References => ReferenceCatalogue.Default.Concat(_references.All).Concat(_files.References);

    /// <summary>The submissions with declarations, in the order of execution.</summary>
    public IReadOnlyList<Submission> Submissions => _submissions;

    /// <summary>The compilation of the last submission; null before the first.</summary>
    public CSharpCompilation? Last => _submissions is [.., var last] ? last.Compilation : null;

    /// <summary>The visible variables; of several with one name, the latest.</summary>
    public IReadOnlyList<ScriptVariable> Variables
    {
        get
        {
            var byName = new Dictionary<string, ScriptVariable>(StringComparer.Ordinal);
            foreach (var variable in AllVariables())
                byName[variable.Name] = variable;
            return [.. byName.Values];
        }
    }

    /// <summary>
    /// Runs code on a dedicated thread and returns the value of its last expression. The cell's token interrupts the code.
    /// </summary>
    /// <param name="code">C# code.</param>
    /// <param name="cell">The cell of the code.</param>
    /// <param name="path">The name of the code in diagnostics and stack frames; default: "cell".</param>
    /// <exception cref="ScriptCompilationException">The code does not compile.</exception>
    /// <exception cref="OperationCanceledException">The code was interrupted.</exception>
    public async Task<ScriptValue> RunAsync(string code, CellContext cell, string path = "cell")
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(cell);
        Remember(path, code);
        await RestoreAsync(code, path, cell).ConfigureAwait(false);
        var compiled = await Task.Run(() => Compile(code, path, cell.Cancellation), cell.Cancellation).ConfigureAwait(false);
        var run = Load(compiled, code);
        var value = await _thread.RunAsync(run, cell).ConfigureAwait(false);
        return compiled.HasValue ? new(true, value) : ScriptValue.None;
    }

    /// <summary>Compiles C# files, which may have namespaces, to an assembly whose types later submissions see.</summary>
    /// <param name="files">The files. They see each other and files imported earlier.</param>
    /// <param name="cell">The importing cell.</param>
    /// <exception cref="ScriptCompilationException">The files do not compile; the session is unchanged.</exception>
    internal async Task ImportAsync(IReadOnlyList<SourceFile> files, CellContext cell)
    {
        foreach (var file in files)
            Remember(file.Name, file.Text);
        var references = ReferenceCatalogue.Default.AddRange(_references.All);
        await Task.Run(() => _files.Import(files, references, cell.Cancellation), cell.Cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs code of earlier submissions on a dedicated thread.</summary>
    /// <param name="call">The code.</param>
    /// <param name="cell">The cell of the code; its token interrupts the code.</param>
    /// <exception cref="OperationCanceledException">The code was interrupted.</exception>
    internal Task CallAsync(Action call, CellContext cell) =>
        _thread.RunAsync(
            () =>
            {
                call();
                return Task.FromResult<object?>(null);
            },
            cell
        );

    /// <summary>Shows a value. Formatters may be code of cells, so they run on the cell's thread and can be interrupted.</summary>
    /// <param name="value">The value.</param>
    /// <param name="output">Creates the output from the value's bundle.</param>
    /// <param name="cell">The cell that shows the value.</param>
    internal Task ShowAsync(object? value, Func<MimeBundle, CellOutput> output, CellContext cell) =>
        _thread.RunAsync(
            () =>
            {
                foreach (var (index, part) in DisplayParts.Of(value).Index())
                {
                    var bundle = Formatting.BundleOf(part);
                    // The bundle omits a formatter that throws, an interrupted one included: the interrupt must still stop the cell.
                    if (_token.IsStopped)
                        throw new OperationCanceledException("Interrupted while a value was being formatted.");
                    cell.FrontEnd.Send(index == 0 ? output(bundle) : new DisplayOutput(bundle));
                }
                return Task.FromResult<object?>(null);
            },
            cell
        );

    /// <summary>The variable with a name; null for an unknown name.</summary>
    public ScriptVariable? Find(string name) => AllVariables().LastOrDefault(variable => variable.Name == name);

    /// <summary>The value of a variable.</summary>
    /// <exception cref="InvalidInputException">There is no variable of that name.</exception>
    public object? Get(string name) =>
        (
            Find(name)
            ?? throw new InvalidInputException(
                "there is no variable of that name",
                name,
                Variables.Count == 0
                    ? "none yet: no cell has declared one"
                    : string.Join(", ", Variables.Select(one => one.Name).Order(StringComparer.Ordinal)),
                "Declare it in a cell first."
            )
        ).Value;

    /// <summary>Assigns a variable. Declares the variable if none has that name and type.</summary>
    /// <param name="name">A C# identifier.</param>
    /// <param name="value">The new value.</param>
    /// <param name="type">The declared type; default: the value's type, or its nearest base type that C# can name.</param>
    /// <exception cref="InvalidInputException">The name is not an identifier.</exception>
    public void Set(string name, object? value, Type? type = null)
    {
        if (!SyntaxFacts.IsValidIdentifier(name))
            throw new InvalidInputException(
                "a variable's name must be a C# identifier",
                name,
                "letters, digits and _, not starting with a digit"
            );
        if (Find(name) is { IsAssignable: true } known && (type is null ? Fits(known.Type, value) : known.Type == type))
        {
            known.Value = value;
            return;
        }
        var declared = CSharpNames.Of(type ?? value?.GetType() ?? typeof(object));
        var code = $"{declared.Text} @{name} = default!;";
        Load(Compile(code, "variable", CancellationToken.None), code)().GetAwaiter().GetResult();
        Find(name)!.Value = value;
    }

    // All parts of a cell have the same path; each part is preceded by empty lines.
    private void Remember(string path, string code)
    {
        var lines = code.ReplaceLineEndings("\n").Split('\n');
        _sources.AddOrUpdate(
            path,
            lines,
            (_, known) =>
                [
                    .. Enumerable
                        .Range(0, Math.Max(known.Length, lines.Length))
                        .Select(at => at < lines.Length && lines[at].Length > 0 ? lines[at] : known.ElementAtOrDefault(at) ?? ""),
                ]
        );
    }

    /// <summary>Whether a load context holds the notebook's assemblies: those of cells and those that cells reference.</summary>
    internal bool Owns(AssemblyLoadContext? context) => context == _assemblies;

    /// <summary>The text of a line, from 1, of a cell or of a file that a cell loaded; null when unknown.</summary>
    internal string? SourceLine(string path, int line) =>
        _sources.TryGetValue(path, out var lines) && line >= 1 && line <= lines.Length ? lines[line - 1]
        : Path.IsPathRooted(path) && File.Exists(path) ? File.ReadLines(path).ElementAtOrDefault(line - 1)
        : null;

    // No aborts once a custom autograd function exists (of a kernel recorded for a backward pass, or of a cell): libtorch may be calling it
    // back.
    private bool MayAbort() => !NativeTorch.IsLoaded || (!KernelGraphs.Any && !_assemblies.HaveAutogradFunctions());

    private static bool Fits(Type type, object? value) =>
        value is null ? !type.IsValueType || Nullable.GetUnderlyingType(type) is not null : type == value.GetType();

    // Restores all packages of a session together, so that their dependencies agree. The last requested version of a package wins.
    private async Task RestoreAsync(string code, string path, CellContext cell)
    {
        if (!code.Contains("#r", StringComparison.Ordinal) && !code.Contains("#load", StringComparison.Ordinal))
            return;
        var requested = _scripts
            .Packages(SubmissionCompiler.Read(code, path, cell.Cancellation), cell.Cancellation)
            .Where(one => !_references.Packages.Contains(one.Package))
            .DistinctBy(one => one.Package)
            .ToList();
        if (requested.Count == 0)
            return;
        IReadOnlyList<AskedPackage> all =
        [
            .. _references
                .Packages.Select(known => new AskedPackage(known, ""))
                .Concat(requested)
                .Reverse()
                .DistinctBy(one => one.Package.Name, StringComparer.OrdinalIgnoreCase)
                .Reverse(),
        ];
        void Log(string text) => cell.FrontEnd.Send(new StreamOutput(StandardStream.Error, text + "\n"));
        var restored = await _packages.RunAsync(all, Log, cell.Cancellation).ConfigureAwait(false);
        _references.Add(requested.Select(one => one.Package), restored);
    }

    private CompiledSubmission Compile(string code, string path, CancellationToken cancellation)
    {
        var written = SubmissionCompiler.Read(code, path, cancellation);
        var probed = CancellationProbeRewriter.Write(written, _token.Session);
        try
        {
            return SubmissionCompiler.Compile(probed, Last, References, Options, cancellation);
        }
        catch (ScriptCompilationException) when (probed != written)
        {
            // Report errors for the original code.
            return SubmissionCompiler.Compile(written, Last, References, Options, cancellation);
        }
    }

    // The submission's constructor stores the instance in its slot before the first statement runs, so its variables survive an exception.
    private Func<Task<object?>> Load(CompiledSubmission compiled, string code)
    {
        var assembly = _assemblies.LoadFromStream(new MemoryStream([.. compiled.Image]), compiled.Symbols);
        _token.Attach(assembly);
        var factory = assembly
            .GetType(compiled.TypeName, throwOnError: true)!
            .GetMethod(compiled.FactoryName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        lock (_gate)
        {
            var slot = _submissions.Length + 1;
            if (slot >= _slots.Length)
                Array.Resize(ref _slots, 2 * _slots.Length);
            _slots[slot] = null;
            if (compiled.Declares)
            {
                _submissions = _submissions.Add(new(slot, code, assembly, compiled.Image, compiled.Compilation));
                // A record of this submission may be registered as a variant, whose code is sent to worker processes together with #load
                // files.
                if (compiled.Documentation is { } documentation)
                    XmlDocs.Add(assembly, documentation);
                // The last tree is the submission's own, which may contain inserted probes: use the original code instead.
                var source = string.Join('\n', [.. compiled.Compilation.SyntaxTrees[..^1], code]);
                Plugins.Add(new CompiledCode(assembly, source, compiled.Image.AsMemory(), SourceHash.Of));
            }
            var given = _slots;
            return () =>
            {
                NativeTorch.Prepare(compiled.Image);
                return factory(given);
            };
        }
    }

    private IEnumerable<ScriptVariable> AllVariables()
    {
        object?[] instances;
        lock (_gate)
            instances = _slots[..(_submissions.Length + 1)];
        return from instance in instances
            where instance is not null
            from field in instance
                .GetType()
                .GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where !field.Name.StartsWith('<')
            select new ScriptVariable(field, instance);
    }
}
