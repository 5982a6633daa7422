using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Workbench.Notebook.Scripting;

/// <summary>A C# file of a project, as opposed to a script.</summary>
/// <param name="Path">The absolute path.</param>
/// <param name="Name">The file's name in diagnostics and stack frames.</param>
/// <param name="Text">The file's text.</param>
internal sealed record SourceFile(string Path, string Name, string Text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.Parse);

    /// <summary>Whether the file contains a namespace, a global using or an assembly attribute, which scripts cannot have.</summary>
    internal bool NeedsAssembly =>
        Read().GetCompilationUnitRoot() is var root
        && (
            root.Members.Any(static one => one is BaseNamespaceDeclarationSyntax)
            || root.AttributeLists.Count > 0
            || root.Usings.Any(static one => one.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword))
        );

    /// <summary>Whether the file declares only types, so that it can be part of an assembly.</summary>
    internal bool HasOnlyTypes =>
        Read().GetCompilationUnitRoot().Members is { Count: > 0 } members
        && members.All(static one => one is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or BaseNamespaceDeclarationSyntax);

    /// <summary>The parsed file.</summary>
    internal SyntaxTree Read() => CSharpSyntaxTree.ParseText(SourceText.From(Text, Encoding.UTF8), Options, Name);

    /// <summary>The parsed file with its top-level types made public, because cells are in other assemblies. Line numbers stay the
    /// same.</summary>
    internal SyntaxTree ReadOpened()
    {
        var tree = Read();
        var changes = tree.GetRoot()
            .DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(static one => one is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Select(Opened)
            .OfType<TextChange>()
            .ToList();
        return changes.Count == 0 ? tree : tree.WithChangedText(tree.GetText().WithChanges(changes));
    }

    private static TextChange? Opened(MemberDeclarationSyntax type)
    {
        if (type.Modifiers.Any(static one => one.IsKind(SyntaxKind.PublicKeyword) || one.IsKind(SyntaxKind.FileKeyword)))
            return null;
        if (type.Modifiers.FirstOrDefault(static one => one.IsKind(SyntaxKind.InternalKeyword)) is { RawKind: not 0 } closed)
            return new TextChange(closed.Span, "public");
        var first = type.ChildNodesAndTokens().First(static child => !child.IsKind(SyntaxKind.AttributeList));
        return new TextChange(new TextSpan(first.SpanStart, 0), "public ");
    }
}
