using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>What the compiler says of a cell that is being written.</summary>
internal static class CSharpDiagnostics
{
    /// <summary>Errors, warnings and remarks in the order of the code.</summary>
    public static IReadOnlyList<CellDiagnostic> Of(CellModel cell, CancellationToken cancellation) =>
    [
        .. cell.Compilation.GetDiagnostics(cancellation)
            .Where(one => !one.IsSuppressed && one.Severity != DiagnosticSeverity.Hidden && one.Location.SourceTree == cell.Tree)
            .Select(one => new CellDiagnostic(one.Location.SourceSpan.Start, one.Location.SourceSpan.End, Severity(one.Severity), one.Id, one.GetMessage(CultureInfo.InvariantCulture)))
            .OrderBy(one => one.Start).ThenBy(one => one.End),
    ];

    private static CellSeverity Severity(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => CellSeverity.Error,
        DiagnosticSeverity.Warning => CellSeverity.Warning,
        _ => CellSeverity.Info,
    };
}
