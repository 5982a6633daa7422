using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>A cell as the next submission of the chain would be, bound but never emitted.</summary>
internal sealed class CellModel
{
    /// <summary>Binds the cell of a document.</summary>
    public CellModel(Document document, string code, CancellationToken cancellation)
    {
        Code = code;
        Document = document;
        Model = document.GetSemanticModelAsync(cancellation).GetAwaiter().GetResult()!;
        Tree = Model.SyntaxTree;
        Root = (CompilationUnitSyntax)Tree.GetRoot(cancellation);
        Compilation = (CSharpCompilation)Model.Compilation;
    }

    /// <summary>What Roslyn's services are asked about.</summary>
    public Document Document { get; }

    /// <summary>Its text.</summary>
    public string Code { get; }

    /// <summary>The cell's syntax.</summary>
    public SyntaxTree Tree { get; }

    /// <summary>Its root.</summary>
    public CompilationUnitSyntax Root { get; }

    /// <summary>The cell at the end of the chain.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>What its names mean.</summary>
    public SemanticModel Model { get; }
}

/// <summary>
/// Makes documents of cells. The chain's own compilations are what a cell is bound to: nothing is compiled a second time, and the services
/// see exactly what the compiler will see. What cells have in common is made once, until another one has run. May be used from any thread.
/// </summary>
internal sealed class CellDocuments
{
    private static readonly Lazy<AdhocWorkspace> Workspace = new(() => new AdhocWorkspace(RoslynServices.Host));
    private static long _count;

    private readonly Lock _gate = new();
    private LanguageState? _state;
    private Document? _empty;
    private CellModel? _last;

    /// <summary>
    /// Binds a cell. A front end asks several questions about one text (matches, signature, diagnostics): it is bound for the first.
    /// </summary>
    public CellModel Bind(LanguageState state, string code, CancellationToken cancellation)
    {
        var empty = EmptyCell(state);
        if (Volatile.Read(ref _last) is { } last && last.Code == code && last.Document.Project.Id == empty.Project.Id)
            return last;
        var bound = new CellModel(empty.WithText(SourceText.From(code)), code, cancellation);
        Volatile.Write(ref _last, bound);
        return bound;
    }

    private Document EmptyCell(LanguageState state)
    {
        lock (_gate)
        {
            if (_empty is null || _state?.IsSameChain(state) != true)
                (_state, _empty, _last) = (state, MakeEmptyCell(state), null);
            return _empty;
        }
    }

    private static Document MakeEmptyCell(LanguageState state)
    {
        var name = $"cell-{Interlocked.Increment(ref _count)}";
        var options = state.Options.WithUsings(state.Imports).WithScriptClassName("Cell");
        var compilation = CSharpCompilation.CreateScriptCompilation(name, null, state.References, options, state.Last, typeof(object));
        var project = ProjectId.CreateNewId();
        var document = DocumentId.CreateNewId(project);
        var text = TextLoader.From(TextAndVersion.Create(SourceText.From(""), VersionStamp.Default));
        var cell = DocumentInfo.Create(document, "cell.csx", sourceCodeKind: SourceCodeKind.Script, loader: text);
        var info = ProjectInfo.Create(
            project,
            VersionStamp.Default,
            name,
            name,
            LanguageNames.CSharp,
            compilationOptions: options,
            parseOptions: SubmissionCompiler.Parse,
            documents: [cell],
            metadataReferences: state.References,
            isSubmission: true
        );
        SubmissionCompilations.Know(compilation);
        try
        {
            var empty = Workspace.Value.CurrentSolution.AddProject(info).GetDocument(document)!;
            // Now, while the factory knows: cells with a text come from this compilation.
            _ = empty.GetSemanticModelAsync().GetAwaiter().GetResult();
            return empty;
        }
        finally
        {
            SubmissionCompilations.Forget(compilation);
        }
    }
}
