using System.Collections.Immutable;
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Notebook.Scripting.Execution;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// The imported C# files of a session. The files of one import form an assembly, which sees earlier assemblies and whose types cells see. A
/// repeated import replaces the file's assembly and the assemblies that use it.
/// </summary>
/// <param name="assemblies">Loads the assemblies.</param>
/// <param name="token">Interrupts the code of the assemblies.</param>
internal sealed class SourceAssemblies(SessionAssemblies assemblies, CodeCancellation token)
{
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        nullableContextOptions: NullableContextOptions.Enable
    );

    // The ImplicitUsings of the .NET SDK, so that a file of a project compiles here too.
    private static readonly SyntaxTree Implicit = CSharpSyntaxTree.ParseText(
        string.Concat(
            ((string[])["", ".Collections.Generic", ".IO", ".Linq", ".Net.Http", ".Threading", ".Threading.Tasks"]).Select(static space =>
                $"global using System{space};\n"
            )
        ),
        new CSharpParseOptions(LanguageVersion.Latest)
    );

    private static long _count;
    private ImmutableArray<Made> _made = [];

    /// <summary>The references for later cells.</summary>
    internal IEnumerable<MetadataReference> References => _made.Select(static one => one.Reference);

    /// <summary>
    /// Compiles files together, and recompiles the assemblies that use replaced ones; all or nothing. Does nothing for unchanged files.
    /// </summary>
    /// <param name="files">The files of one import.</param>
    /// <param name="references">The references besides imported files.</param>
    /// <param name="cancellation">Cancels the compilation.</param>
    /// <exception cref="ScriptCompilationException">The files do not compile.</exception>
    internal void Import(IReadOnlyList<SourceFile> files, IReadOnlyList<MetadataReference> references, CancellationToken cancellation)
    {
        var paths = files.Select(static one => one.Path).ToHashSet(StringComparer.Ordinal);
        var old = _made.Where(one => one.Files.Any(file => paths.Contains(file.Path))).ToList();
        if (old is [var same] && files.All(file => same.Files.Contains(file)))
            return;
        // Files that were imported together stay in one assembly.
        ImmutableArray<SourceFile> group = [.. old.SelectMany(static one => one.Files).Where(file => !paths.Contains(file.Path)), .. files];
        var replaced = old.ToHashSet();
        var users = new List<Made>();
        foreach (var one in _made.Where(one => !old.Contains(one) && one.Uses.Any(name => replaced.Any(assembly => assembly.Name == name))))
        {
            replaced.Add(one);
            users.Add(one);
        }
        var made = _made.RemoveAll(replaced.Contains);
        foreach (var next in users.Select(static one => one.Files).Prepend(group))
            made = made.Add(Compile(next, [.. references, .. made.Select(static one => one.Reference)], cancellation));
        foreach (var one in made.Except(_made))
            Load(one);
        _made = made;
    }

    private static Made Compile(
        ImmutableArray<SourceFile> files,
        IReadOnlyList<MetadataReference> references,
        CancellationToken cancellation
    )
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Source_{Interlocked.Increment(ref _count)}_{Environment.ProcessId}");
        var written = CSharpCompilation.Create(name, [.. files.Select(static one => one.Read()), Implicit], references, Options);
        var open = files.Select(static one => CancellationProbeRewriter.Write(one.ReadOpened(), 0));
        var opened = CSharpCompilation.Create(name, [.. open, Implicit], references, Options);
        // A type made public may expose a type that is not: then compile the original files, which also give the error messages.
        return Emit(opened, name, files, cancellation, out _)
            ?? Emit(written, name, files, cancellation, out var errors)
            ?? throw new ScriptCompilationException(errors);
    }

    private static Made? Emit(
        CSharpCompilation compilation,
        string name,
        ImmutableArray<SourceFile> files,
        CancellationToken cancellation,
        out ImmutableArray<Diagnostic> errors
    )
    {
        using var image = new MemoryStream();
        var (symbols, documentation) = (new MemoryStream(), new MemoryStream());
        var emitted = compilation.Emit(
            image,
            symbols,
            documentation,
            options: SubmissionCompiler.Portable,
            cancellationToken: cancellation
        );
        errors = [.. emitted.Diagnostics.Where(static one => one.Severity == DiagnosticSeverity.Error)];
        if (!emitted.Success)
            return null;
        (symbols.Position, documentation.Position) = (0, 0);
        ImmutableArray<byte> bytes = [.. image.ToArray()];
        return new(name, files, Uses(bytes), bytes, symbols, documentation, MetadataReference.CreateFromImage(bytes));
    }

    private static ImmutableArray<string> Uses(ImmutableArray<byte> image)
    {
        using var file = new PEReader(image);
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(one => metadata.GetString(metadata.GetAssemblyReference(one).Name))];
    }

    private void Load(Made made)
    {
        var assembly = assemblies.LoadFromStream(new MemoryStream([.. made.Image]), made.Symbols);
        token.Attach(assembly);
        XmlDocs.Add(assembly, made.Documentation);
        // Records of the assembly may be registered as variants, whose code is sent to worker processes.
        var source = string.Join('\n', made.Files.Select(static one => one.Text));
        Plugins.Add(new CompiledCode(assembly, source, made.Image.AsMemory(), SourceHash.Of));
    }

    private sealed record Made(
        string Name,
        ImmutableArray<SourceFile> Files,
        ImmutableArray<string> Uses,
        ImmutableArray<byte> Image,
        MemoryStream Symbols,
        MemoryStream Documentation,
        MetadataReference Reference
    );
}
