using System.Composition;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Workbench.Notebook.Scripting;
using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Tests.Scripting.Language;

public class CellDocumentsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cell_is_bound_to_the_chain_that_has_been_compiled()
    {
        var state = Chain.After("int first = 1;", "int second = first;");
        var cell = new CellDocuments().Bind(state, "second + first", Token);
        Assert.Same(state.Last, cell.Compilation.ScriptCompilationInfo!.PreviousScriptCompilation);
        Assert.Same(cell.Compilation, await cell.Document.Project.GetCompilationAsync(Token));
        Assert.Equal(
            "int",
            cell.Model.GetTypeInfo(cell.Root.DescendantNodes().OfType<BinaryExpressionSyntax>().Single(), Token).Type!.ToDisplayString()
        );
        Assert.Empty(cell.Compilation.GetDiagnostics(Token));
    }

    [Fact]
    public void Cells_after_one_chain_share_the_symbols_of_the_references()
    {
        var state = Chain.After("int first = 1;");
        var documents = new CellDocuments();
        var (one, other) = (documents.Bind(state, "first.ToString()", Token), documents.Bind(state, "first.GetType()", Token));
        Assert.Same(Text(one), Text(other));
        Assert.Same(Text(one), state.Last!.GetSpecialType(SpecialType.System_String).ContainingAssembly);

        static IAssemblySymbol Text(CellModel cell) => cell.Compilation.GetSpecialType(SpecialType.System_String).ContainingAssembly;
    }

    [Fact]
    public void A_cell_that_has_run_is_seen_by_the_next()
    {
        var documents = new CellDocuments();
        var before = Chain.After("int first = 1;");
        Assert.NotEmpty(documents.Bind(before, "second", Token).Compilation.GetDiagnostics(Token));
        var second = CSharpSyntaxTree.ParseText("int second = 2;", SubmissionCompiler.Parse, cancellationToken: Token);
        var after = before with
        {
            Last = CSharpCompilation.CreateScriptCompilation(
                "second",
                second,
                before.References,
                before.Options,
                before.Last,
                typeof(object)
            ),
        };
        Assert.Empty(documents.Bind(after, "second", Token).Compilation.GetDiagnostics(Token));
        Assert.NotEmpty(documents.Bind(before, "second", Token).Compilation.GetDiagnostics(Token));
    }

    [Fact]
    public async Task Two_hundred_cells_are_not_compiled_again()
    {
        var state = Chain.After([.. Enumerable.Range(0, 200).Select(i => $"var value{i} = {i}; int Next{i}() => value{i} + 1;")]);
        var names = await Chain.Names(state, "value|");
        Assert.Equal(200, names.Count(name => name.StartsWith("value", StringComparison.Ordinal)));
        var cell = new CellDocuments().Bind(state, "value0", Token);
        Assert.Same(state.Last, cell.Compilation.ScriptCompilationInfo!.PreviousScriptCompilation);
    }

    [Fact]
    public void Every_part_that_Roslyn_exports_in_its_workspaces_is_there_and_of_its_editor_what_cells_need()
    {
        var parts = RoslynServices.Parts().ToHashSet();
        foreach (var name in (string[])["Microsoft.CodeAnalysis.Workspaces", "Microsoft.CodeAnalysis.CSharp.Workspaces"])
            Assert.Empty(Exported(name).Except(parts));
        var editor = Exported("Microsoft.CodeAnalysis.CSharp.Features").Where(parts.Contains).Select(type => type.Name).ToList();
        Assert.InRange(editor.Count, 30, 50);
        Assert.Contains("SymbolCompletionProvider", editor);
        Assert.Contains("OverrideCompletionProvider", editor);
        Assert.DoesNotContain("TypeImportCompletionProvider", editor);

        static IEnumerable<Type> Exported(string assembly) =>
            Assembly.Load(assembly).GetTypes().Where(type => type.IsDefined(typeof(ExportAttribute), inherit: false));
    }
}
