using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Recommendations;
using Microsoft.CodeAnalysis.Text;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// A cell as the next submission of the chain would be, bound but never emitted. The chain's own compilations are what it is bound to: nothing is
/// compiled a second time, and completion sees exactly what the compiler will see.
/// </summary>
internal sealed class CellModel : IDisposable
{
    // Roslyn's language services, found by reflection over its two Workspaces assemblies once a process.
    private static readonly Lazy<MefHostServices> Services = new(() => MefHostServices.Create(MefHostServices.DefaultAssemblies));

    private readonly AdhocWorkspace _workspace;

    private CellModel(AdhocWorkspace workspace, SyntaxTree tree, CSharpCompilation compilation)
    {
        _workspace = workspace;
        Tree = tree;
        Compilation = compilation;
        Model = compilation.GetSemanticModel(tree);
        Root = (CompilationUnitSyntax)tree.GetRoot();
    }

    /// <summary>The cell's syntax.</summary>
    public SyntaxTree Tree { get; }

    /// <summary>Its root.</summary>
    public CompilationUnitSyntax Root { get; }

    /// <summary>The cell at the end of the chain.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>What its names mean.</summary>
    public SemanticModel Model { get; }

    /// <summary>Binds a cell.</summary>
    public static CellModel Bind(LanguageState state, string code, CancellationToken cancellation)
    {
        // The recommender asks a workspace for the document of the tree; this one knows nothing but that.
        var workspace = new AdhocWorkspace(Services.Value);
        var project = ProjectId.CreateNewId();
        workspace.AddProject(ProjectInfo.Create(project, VersionStamp.Default, "cell", "cell", LanguageNames.CSharp, parseOptions: SubmissionCompiler.Parse, isSubmission: true));
        var text = TextLoader.From(TextAndVersion.Create(SourceText.From(code), VersionStamp.Default));
        var document = workspace.AddDocument(DocumentInfo.Create(DocumentId.CreateNewId(project), "cell.csx", sourceCodeKind: SourceCodeKind.Script, loader: text));
        cancellation.ThrowIfCancellationRequested();
        document.TryGetSyntaxTree(out var tree);
        tree ??= document.GetSyntaxTreeAsync(cancellation).GetAwaiter().GetResult()!;
        return new CellModel(workspace, tree, Compile(state, tree));
    }

    /// <summary>The symbols that may stand at a position, Roslyn's own judgement.</summary>
    public IEnumerable<ISymbol> Recommend(int position, CancellationToken cancellation) =>
#pragma warning disable CS0618 // Its successor takes a document and would compile the whole chain again.
        Recommender.GetRecommendedSymbolsAtPosition(Model, position, _workspace, cancellationToken: cancellation);
#pragma warning restore CS0618

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();

    private static CSharpCompilation Compile(LanguageState state, SyntaxTree tree)
    {
        var options = state.Last?.Options ?? new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, usings: state.Imports, allowUnsafe: true);
        return CSharpCompilation.CreateScriptCompilation("cell", tree, state.References, options.WithUsings(state.Imports).WithScriptClassName("Cell"), state.Last, typeof(object));
    }
}
