using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>The semantic model of a cell as the next submission of the chain.</summary>
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

    /// <summary>The document for Roslyn's services.</summary>
    public Document Document { get; }

    /// <summary>The cell's text.</summary>
    public string Code { get; }

    /// <summary>The syntax tree.</summary>
    public SyntaxTree Tree { get; }

    /// <summary>The root of the syntax tree.</summary>
    public CompilationUnitSyntax Root { get; }

    /// <summary>The cell's compilation at the end of the chain.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The semantic model.</summary>
    public SemanticModel Model { get; }
}

/// <summary>
/// Creates Roslyn documents of cells. Cells are bound to the session's own compilations, so nothing is compiled twice, and the language
/// services see the same as the compiler. The empty document is cached until the chain changes. Thread-safe.
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
    /// Binds a cell. Caches the last model, because front ends send several requests for one text (completion, signature, diagnostics).
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
            // Created now, while the compilation is registered with the factory. Cells with text derive from this compilation.
            _ = empty.GetSemanticModelAsync().GetAwaiter().GetResult();
            return empty;
        }
        finally
        {
            SubmissionCompilations.Forget(compilation);
        }
    }
}
