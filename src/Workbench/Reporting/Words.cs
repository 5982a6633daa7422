namespace Workbench.Reporting;

/// <summary>The words and signs of verdicts and states: a sign stands beside each colour.</summary>
internal static class Words
{
    internal static string Of(ReportVerdict verdict) => verdict switch
    {
        ReportVerdict.Better => "better",
        ReportVerdict.Worse => "worse",
        ReportVerdict.Equivalent => "equivalent",
        _ => "undetermined",
    };

    internal static string Sign(ReportVerdict verdict) => verdict switch
    {
        ReportVerdict.Better => "✓",
        ReportVerdict.Worse => "✗",
        ReportVerdict.Equivalent => "≈",
        _ => "?",
    };

    internal static string Of(ReportRunStatus status) => status switch
    {
        ReportRunStatus.Completed => "completed",
        ReportRunStatus.Diverged => "diverged",
        ReportRunStatus.Failed => "failed",
        ReportRunStatus.Interrupted => "interrupted",
        _ => "missing",
    };

    internal static string Plural(int count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{count} {many ?? one + "s"}";

    /// <summary>The axes' effects that say something of their own: with one axis they repeat the cells.</summary>
    internal static IReadOnlyList<ReportComparison> ShownAxisEffects(this ReportData data) =>
        data.AxisEffects.Select(effect => effect.Axis).Distinct().Count() > 1 || data.Comparisons.Count == 0 ? data.AxisEffects : [];
}
