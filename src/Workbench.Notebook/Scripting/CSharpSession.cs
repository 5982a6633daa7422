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
/// The C# of a notebook: each piece of code sees what the pieces before it declared. A piece that fails keeps what it had assigned by then;
/// a piece that does not compile changes nothing. One piece runs at a time; what has run may be looked at from any thread.
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

    /// <summary>What the session started with.</summary>
    public ScriptSettings Settings { get; }

    /// <summary>How every piece of code is compiled.</summary>
    internal CSharpCompilationOptions Options { get; }

    /// <summary>What every piece of code imports.</summary>
    public IReadOnlyList<string> Imports => Settings.Imports;

    /// <summary>What the next piece of code refers to, besides the chain before it.</summary>
    public IEnumerable<MetadataReference> References => ReferenceCatalogue.Default.Concat(_references.All).Concat(_files.References);

    /// <summary>The pieces that declared something, in the order in which they ran.</summary>
    public IReadOnlyList<Submission> Submissions => _submissions;

    /// <summary>The compilation at the end of the chain; null before the first.</summary>
    public CSharpCompilation? Last => _submissions is [.., var last] ? last.Compilation : null;

    /// <summary>Every variable that code sees now; of those of one name the latest.</summary>
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
    /// Runs a piece of code on a thread of its own and returns the value of its last expression. The cell's token stops it.
    /// </summary>
    /// <param name="code">C#.</param>
    /// <param name="cell">What it belongs to.</param>
    /// <param name="path">What diagnostics and stack frames call it; default: "cell".</param>
    /// <exception cref="ScriptCompilationException">It does not compile.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
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

    /// <summary>Compiles ordinary C# files, which may have namespaces, to an assembly whose types later pieces see.</summary>
    /// <param name="files">Files that see each other, and those that were imported before.</param>
    /// <param name="cell">What they belong to.</param>
    /// <exception cref="ScriptCompilationException">They do not compile; nothing has changed.</exception>
    internal async Task ImportAsync(IReadOnlyList<SourceFile> files, CellContext cell)
    {
        foreach (var file in files)
            Remember(file.Name, file.Text);
        var references = ReferenceCatalogue.Default.AddRange(_references.All);
        await Task.Run(() => _files.Import(files, references, cell.Cancellation), cell.Cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs code of earlier pieces, on a thread of its own too.</summary>
    /// <param name="call">The code.</param>
    /// <param name="cell">What it belongs to; its token stops it.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    internal Task CallAsync(Action call, CellContext cell) =>
        _thread.RunAsync(
            () =>
            {
                call();
                return Task.FromResult<object?>(null);
            },
            cell
        );

    /// <summary>Shows a value. Formatters may be code of cells: they run as a cell's code does, and are stopped like it.</summary>
    /// <param name="value">What to show.</param>
    /// <param name="output">Makes the output of the value's bundle.</param>
    /// <param name="cell">Where.</param>
    internal Task ShowAsync(object? value, Func<MimeBundle, CellOutput> output, CellContext cell) =>
        _thread.RunAsync(
            () =>
            {
                // The value itself, and below it the figures in which it is best seen.
                foreach (var (index, part) in DisplayParts.Of(value).Index())
                {
                    var bundle = Formatting.BundleOf(part);
                    // A formatter that fails is left out of the bundle; one that was stopped stops the cell.
                    if (_token.IsStopped)
                        throw new OperationCanceledException("Interrupted while a value was made ready to be shown.");
                    cell.FrontEnd.Send(index == 0 ? output(bundle) : new DisplayOutput(bundle));
                }
                return Task.FromResult<object?>(null);
            },
            cell
        );

    /// <summary>The variable of a name; null when there is none.</summary>
    public ScriptVariable? Find(string name) => AllVariables().LastOrDefault(variable => variable.Name == name);

    /// <summary>What a variable holds.</summary>
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

    /// <summary>Assigns a variable, declaring it when there is none of that name and type.</summary>
    /// <param name="name">A C# identifier.</param>
    /// <param name="value">What it holds from now on.</param>
    /// <param name="type">Its declared type; default: the value's own, or the nearest one that code can name.</param>
    /// <exception cref="InvalidInputException">The name is no identifier.</exception>
    public void Set(string name, object? value, Type? type = null)
    {
        if (!SyntaxFacts.IsValidIdentifier(name))
            throw new InvalidInputException(
                "a variable's name must be a C# identifier",
                name,
                "letters, digits and _, beginning with no digit"
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

    // Pieces of one cell have one name, each with the lines before it left empty.
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

    /// <summary>Whether assemblies of a context are the notebook's: those of cells, and those that cells refer to.</summary>
    internal bool Owns(AssemblyLoadContext? context) => context == _assemblies;

    /// <summary>A line of a cell or of a file that a cell loaded, from 1; null when it is not known.</summary>
    internal string? SourceLine(string path, int line) =>
        _sources.TryGetValue(path, out var lines) && line >= 1 && line <= lines.Length ? lines[line - 1]
        : Path.IsPathRooted(path) && File.Exists(path) ? File.ReadLines(path).ElementAtOrDefault(line - 1)
        : null;

    // libtorch may call a custom function back at any time, once there is one: a kernel's that was recorded for a backward pass, or a
    // cell's own.
    private bool MayAbort() => !NativeTorch.IsLoaded || (!KernelGraphs.Any && !_assemblies.HaveAutogradFunctions());

    private static bool Fits(Type type, object? value) =>
        value is null ? !type.IsValueType || Nullable.GetUnderlyingType(type) is not null : type == value.GetType();

    // All packages of a session are restored together, so that what they depend on agrees. Of a name the version asked for last counts.
    private async Task RestoreAsync(string code, string path, CellContext cell)
    {
        if (!code.Contains("#r", StringComparison.Ordinal) && !code.Contains("#load", StringComparison.Ordinal))
            return;
        var asked = _scripts
            .Packages(SubmissionCompiler.Read(code, path, cell.Cancellation), cell.Cancellation)
            .Where(one => !_references.Packages.Contains(one.Package))
            .DistinctBy(one => one.Package)
            .ToList();
        if (asked.Count == 0)
            return;
        IReadOnlyList<AskedPackage> all =
        [
            .. _references
                .Packages.Select(known => new AskedPackage(known, ""))
                .Concat(asked)
                .Reverse()
                .DistinctBy(one => one.Package.Name, StringComparer.OrdinalIgnoreCase)
                .Reverse(),
        ];
        void Say(string text) => cell.FrontEnd.Send(new StreamOutput(StandardStream.Error, text + "\n"));
        var restored = await _packages.RunAsync(all, Say, cell.Cancellation).ConfigureAwait(false);
        _references.Add(asked.Select(one => one.Package), restored);
    }

    private CompiledSubmission Compile(string code, string path, CancellationToken cancellation)
    {
        var written = SubmissionCompiler.Read(code, path, cancellation);
        var watched = CancellationProbeRewriter.Write(written, _token.Session);
        try
        {
            return SubmissionCompiler.Compile(watched, Last, References, Options, cancellation);
        }
        catch (ScriptCompilationException) when (watched != written)
        {
            // Errors are told of the code as it was written.
            return SubmissionCompiler.Compile(written, Last, References, Options, cancellation);
        }
    }

    // The submission's constructor puts it into its slot before its first statement runs: whatever happens then, its variables stay.
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
                // A record of this piece may be registered as a variant, whose code goes to worker processes. What #load brought is its
                // code too.
                if (compiled.Documentation is { } documentation)
                    XmlDocs.Add(assembly, documentation);
                // Its own tree, the last, may hold looks and other words of ours.
                var source = string.Join('\n', [.. compiled.Compilation.SyntaxTrees[..^1], code]);
                Plugins.Add(new CompiledCode(assembly, source, compiled.Image.AsMemory(), SourceHash.Of));
            }
            var given = _slots;
            return () => factory(given);
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
