using System.Globalization;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Reporting;

/// <summary>The words and symbols of verdicts and states. Symbols accompany colours, for readers who cannot tell colours apart.</summary>
internal static class ReportWords
{
    internal static string Of(VerdictWord verdict) =>
        verdict switch
        {
            VerdictWord.Better => "better",
            VerdictWord.Worse => "worse",
            VerdictWord.Equivalent => "equivalent",
            _ => "undetermined",
        };

    internal static string Sign(VerdictWord verdict) =>
        verdict switch
        {
            VerdictWord.Better => "✓",
            VerdictWord.Worse => "✗",
            VerdictWord.Equivalent => "≈",
            _ => "?",
        };

    internal static string Of(RunStatus status) =>
        status switch
        {
            RunStatus.Completed => "completed",
            RunStatus.Diverged => "diverged",
            RunStatus.Failed => "failed",
            RunStatus.Interrupted => "interrupted",
            _ => "missing",
        };

    internal static string PValue(double p) =>
        p < 0.0001 ? "< 0.0001" : p.ToString(p < 0.01 ? "0.0000" : "0.000", CultureInfo.InvariantCulture);

    internal static string Plural(int count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{count} {many ?? one + "s"}";

    /// <summary>The axis effects to show. With a single axis they repeat the comparisons of the cells, and are left out.</summary>
    internal static IReadOnlyList<ReportComparison> ShownAxisEffects(this ReportData data) =>
        data.AxisEffects.Select(effect => effect.Axis).Distinct().Count() > 1 || data.Comparisons.Count == 0 ? data.AxisEffects : [];
}
