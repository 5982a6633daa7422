using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// Inserts <see cref="CancellationProbe.Check"/> into the loops and lambdas of a cell's top level. Code stays on its line, so stack frames
/// have correct line numbers.
/// </summary>
internal static class CancellationProbeRewriter
{
    /// <summary>The tree with probes; unchanged for code with syntax errors and code without loops.</summary>
    /// <param name="tree">The original code.</param>
    /// <param name="session">The session's number.</param>
    internal static SyntaxTree Write(SyntaxTree tree, int session)
    {
        var root = tree.GetCompilationUnitRoot();
        if (root.ContainsDiagnostics)
            return tree;
        var check = string.Create(CultureInfo.InvariantCulture, $"global::{typeof(CancellationProbe).FullName}.Check({session});");
        var changes = Insertions(root, check)
            .Select(static one => new TextChange(new TextSpan(one.At, 0), one.Text))
            .Concat(Functions(root))
            .OrderBy(static one => one.Span.Start)
            .ToList();
        return changes.Count == 0 ? tree : tree.WithChangedText(tree.GetText().WithChanges(Merged(changes)));
    }

    // Replaces the base classes of custom autograd functions by classes that catch exceptions in backward methods.
    private static IEnumerable<TextChange> Functions(SyntaxNode root)
    {
        foreach (var declared in root.DescendantNodes().OfType<ClassDeclarationSyntax>())
        {
            if (
                declared.BaseList?.Types.FirstOrDefault()?.Type is not { } type
                || Simple(type) is not { } name
                || Replacement(name.Identifier.Text) is not { } safe
            )
                continue;
            foreach (
                var method in declared.Members.OfType<MethodDeclarationSyntax>().Where(static one => one.Identifier.Text == "backward")
            )
            {
                yield return new(TextSpan.FromBounds(type.SpanStart, name.Identifier.Span.End), safe);
                yield return new(method.Identifier.Span, nameof(SingleCellFunction<>.backward_of_cell));
            }
        }

        static GenericNameSyntax? Simple(TypeSyntax type) =>
            type is QualifiedNameSyntax { Right: GenericNameSyntax right } ? right : type as GenericNameSyntax;

        static string? Replacement(string name) =>
            name switch
            {
                "SingleTensorFunction" => "global::Workbench.Notebook.Scripting.SingleCellFunction",
                "MultiTensorFunction" => "global::Workbench.Notebook.Scripting.MultiCellFunction",
                _ => null,
            };
    }

    // Merges insertions at the same position.
    private static IEnumerable<TextChange> Merged(IEnumerable<TextChange> changes) =>
        changes
            .GroupBy(static one => one.Span)
            .Select(static same => new TextChange(same.Key, string.Concat(same.Select(static one => one.NewText))));

    private static IEnumerable<(int At, string Text)> Insertions(SyntaxNode root, string check) =>
        // Roslyn instruments methods and types itself.
        root.DescendantNodes(static node =>
                node is not (BaseTypeDeclarationSyntax or BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax)
            )
            .SelectMany(node =>
                node switch
                {
                    WhileStatementSyntax { Statement: var body } => Body(body, check),
                    ForStatementSyntax { Statement: var body } => Body(body, check),
                    CommonForEachStatementSyntax { Statement: var body } => Body(body, check),
                    DoStatementSyntax { Statement: var body } => Body(body, check),
                    AnonymousFunctionExpressionSyntax { Block: { } block } => [(block.OpenBraceToken.Span.End, check)],
                    LabeledStatementSyntax label => [(label.ColonToken.Span.End, check)],
                    _ => [],
                }
            );

    private static (int, string)[] Body(StatementSyntax body, string check) =>
        body is BlockSyntax block ? [(block.OpenBraceToken.Span.End, check)] : [(body.SpanStart, "{" + check), (body.Span.End, "}")];
}
