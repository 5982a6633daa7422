using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Workbench.Notebook.Scripting;

/// <summary>A submission that was compiled and not yet run.</summary>
/// <param name="Compilation">What the compiler knows of it.</param>
/// <param name="Image">The assembly.</param>
/// <param name="Symbols">Its portable PDB.</param>
/// <param name="TypeName">The class that holds its variables.</param>
/// <param name="FactoryName">The static method that runs it.</param>
/// <param name="HasValue">Whether it ends in an expression.</param>
/// <param name="Declares">Whether later submissions can see anything of it.</param>
/// <param name="Documentation">Its documentation comments, as in the file beside an assembly; null without any.</param>
internal sealed record CompiledSubmission(
    CSharpCompilation Compilation,
    ImmutableArray<byte> Image,
    MemoryStream Symbols,
    string TypeName,
    string FactoryName,
    bool HasValue,
    bool Declares,
    MemoryStream? Documentation
);

/// <summary>
/// Compiles pieces of C# onto a chain. Roslyn's <c>Script</c> does the same, but gives no image away and keeps every piece for ever.
/// </summary>
internal static class SubmissionCompiler
{
    // Loops can be stopped, and a recursion without end throws before the stack is used up, which would end the process.
    internal static EmitOptions Portable { get; } =
        new(
            debugInformationFormat: DebugInformationFormat.PortablePdb,
            instrumentationKinds: [InstrumentationKind.ModuleCancellation, InstrumentationKind.StackOverflowProbing]
        );

    /// <summary>How cells are read.</summary>
    internal static CSharpParseOptions Parse { get; } = new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);

    private static long _count;

    /// <summary>Compiles a tree.</summary>
    /// <exception cref="ScriptCompilationException">It has errors.</exception>
    internal static CompiledSubmission Compile(
        SyntaxTree tree,
        CSharpCompilation? previous,
        IEnumerable<MetadataReference> references,
        CSharpCompilationOptions options,
        CancellationToken cancellation
    )
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Cell_{Interlocked.Increment(ref _count)}");
        var compilation = CSharpCompilation.CreateScriptCompilation(
            $"{name}_{Environment.ProcessId}",
            tree,
            references,
            options.WithScriptClassName(name),
            previous,
            typeof(object)
        );
        using var image = new MemoryStream();
        var symbols = new MemoryStream();
        var documentation = HasComments(compilation) ? new MemoryStream() : null;
        var emitted = compilation.Emit(image, symbols, documentation, options: Portable, cancellationToken: cancellation);
        if (!emitted.Success)
            throw new ScriptCompilationException([.. emitted.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)]);
        var factory = compilation.GetEntryPoint(cancellation)!;
        symbols.Position = 0;
        documentation?.Position = 0;
        return new(
            compilation,
            [.. image.ToArray()],
            symbols,
            factory.ContainingType.MetadataName,
            factory.MetadataName,
            HasValue(compilation, tree),
            Declares(compilation),
            documentation
        );
    }

    /// <summary>Reads a piece of C#.</summary>
    internal static SyntaxTree Read(string code, string path, CancellationToken cancellation)
    {
        var tree = Parsed(code, path, cancellation);
        // The compiler emits nothing for a piece without members (directives, comments): an empty statement makes it one like the others.
        return tree.GetCompilationUnitRoot(cancellation).Members.Count > 0 ? tree : Parsed(code + "\n;", path, cancellation);
    }

    private static SyntaxTree Parsed(string code, string path, CancellationToken cancellation) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), Parse, path, cancellation);

    private static bool HasComments(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Any(static tree =>
            tree.GetRoot()
                .DescendantTrivia()
                .Any(static trivia =>
                    trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
                    || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia)
                )
        );

    // A last expression without a semicolon, unless it is a call of a void method.
    private static bool HasValue(CSharpCompilation compilation, SyntaxTree tree) =>
        tree.GetCompilationUnitRoot().Members
            is [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }]
        && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is { SpecialType: not SpecialType.System_Void };

    // What declares nothing leaves the chain again: a thousand trivial cells cost later ones nothing.
    private static bool Declares(CSharpCompilation compilation) =>
        compilation.ScriptClass!.GetMembers().Any(member => !member.IsImplicitlyDeclared)
        || compilation.SyntaxTrees.Any(tree =>
            tree.GetCompilationUnitRoot() is { } root
            && (
                root.Usings.Count > 0
                || root.Externs.Count > 0
                || root.GetReferenceDirectives().Count > 0
                || root.GetLoadDirectives().Count > 0
            )
        );
}
