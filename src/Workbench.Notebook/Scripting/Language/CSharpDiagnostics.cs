using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>What the compiler says of a cell that is being written.</summary>
internal static class CSharpDiagnostics
{
    /// <summary>Errors, warnings and remarks in the order of the code.</summary>
    public static IReadOnlyList<CellDiagnostic> Of(CellModel cell, CancellationToken cancellation)
    {
        // What a package brings is known once the cell has run: until then its names are no mistakes, and only what does not parse is told.
        var told = AwaitsPackage(cell) ? cell.Compilation.GetParseDiagnostics(cancellation) : cell.Compilation.GetDiagnostics(cancellation);
        return
        [
            .. told.Where(one => !one.IsSuppressed && one.Severity != DiagnosticSeverity.Hidden && one.Location.SourceTree == cell.Tree)
                .Select(Said)
                .OrderBy(one => one.Start)
                .ThenBy(one => one.End),
        ];
    }

    private static CellDiagnostic Said(Diagnostic one)
    {
        var span = one.Location.SourceSpan;
        return new CellDiagnostic(span.Start, span.End, Severity(one.Severity), one.Id, one.GetMessage(CultureInfo.InvariantCulture));
    }

    private static bool AwaitsPackage(CellModel cell)
    {
        var resolver = cell.Compilation.Options.MetadataReferenceResolver;
        // Of the scripts that it loads too: they are trees of the compilation.
        var directives = cell.Compilation.SyntaxTrees.SelectMany(static tree => tree.GetCompilationUnitRoot().GetReferenceDirectives());
        return directives
            .Select(directive => directive.File.ValueText)
            .Any(name =>
                PackageRequest.Parse(name) is not null
                && resolver?.ResolveReference(name, null, MetadataReferenceProperties.Assembly) is not { IsDefaultOrEmpty: false }
            );
    }

    private static CellSeverity Severity(DiagnosticSeverity severity) =>
        severity switch
        {
            DiagnosticSeverity.Error => CellSeverity.Error,
            DiagnosticSeverity.Warning => CellSeverity.Warning,
            _ => CellSeverity.Info,
        };
}
