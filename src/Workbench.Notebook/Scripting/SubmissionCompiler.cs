using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Workbench.Notebook.Scripting;

/// <summary>A compiled submission that has not run yet.</summary>
/// <param name="Compilation">The compilation.</param>
/// <param name="Image">The assembly's bytes.</param>
/// <param name="Symbols">The portable PDB.</param>
/// <param name="TypeName">The class whose fields are the variables.</param>
/// <param name="FactoryName">The static method that runs the submission.</param>
/// <param name="HasValue">Whether the submission ends in an expression with a value.</param>
/// <param name="Declares">Whether the submission declares anything that later ones can see.</param>
/// <param name="Documentation">The XML documentation; null without documentation comments.</param>
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
/// Compiles submissions of a chain. Roslyn's <c>Script</c> does not expose the images and keeps every submission alive.
/// </summary>
internal static class SubmissionCompiler
{
    // Instrumentation makes loops cancellable, and makes infinite recursion throw before a stack overflow ends the process.
    internal static EmitOptions Portable { get; } =
        new(
            debugInformationFormat: DebugInformationFormat.PortablePdb,
            instrumentationKinds: [InstrumentationKind.ModuleCancellation, InstrumentationKind.StackOverflowProbing]
        );

    /// <summary>The parse options of cells.</summary>
    internal static CSharpParseOptions Parse { get; } = new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);

    private static long _count;

    /// <summary>Compiles a tree.</summary>
    /// <exception cref="ScriptCompilationException">The code has errors.</exception>
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

    /// <summary>Parses the code of a submission.</summary>
    internal static SyntaxTree Read(string code, string path, CancellationToken cancellation)
    {
        var tree = Parsed(code, path, cancellation);
        // The compiler emits nothing for code without members (only directives, comments), so add an empty statement.
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

    // The last statement is an expression without a semicolon, and not of type void.
    private static bool HasValue(CSharpCompilation compilation, SyntaxTree tree) =>
        tree.GetCompilationUnitRoot().Members
            is [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }]
        && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is { SpecialType: not SpecialType.System_Void };

    // Submissions without declarations are not kept in the chain, so they do not slow later ones down.
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
