using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>The compiler's diagnostics of a cell during editing.</summary>
internal static class CSharpDiagnostics
{
    /// <summary>Errors, warnings and information in the order of the code.</summary>
    public static IReadOnlyList<CellDiagnostic> Of(CellModel cell, CancellationToken cancellation)
    {
        // The types of a package are unknown until the cell has run: until then only syntax errors are reported.
        var diagnostics = AwaitsPackage(cell)
            ? cell.Compilation.GetParseDiagnostics(cancellation)
            : cell.Compilation.GetDiagnostics(cancellation);
        return
        [
            .. diagnostics
                .Where(one => !one.IsSuppressed && one.Severity != DiagnosticSeverity.Hidden && one.Location.SourceTree == cell.Tree)
                .Select(Converted)
                .OrderBy(one => one.Start)
                .ThenBy(one => one.End),
        ];
    }

    private static CellDiagnostic Converted(Diagnostic one)
    {
        var span = one.Location.SourceSpan;
        return new CellDiagnostic(span.Start, span.End, Severity(one.Severity), one.Id, one.GetMessage(CultureInfo.InvariantCulture));
    }

    private static bool AwaitsPackage(CellModel cell)
    {
        var resolver = cell.Compilation.Options.MetadataReferenceResolver;
        // Loaded scripts are trees of the compilation too.
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
