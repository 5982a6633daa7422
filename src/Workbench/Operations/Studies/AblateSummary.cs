using Workbench.Ablation;
using Workbench.Reporting;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Converts plans and results of studies to plain values.</summary>
internal static class AblateSummary
{
    public static AblateResult Of(Plan plan) =>
        new()
        {
            Study = plan.Id,
            Seeds = plan.Seeds,
            Threads = plan.Threads,
            RunCount = plan.Runs.Count,
            Cells = [.. plan.Audit.Costs.Select(cost => CellOf(plan, cost))],
            Confounds = [.. plan.Audit.Warnings.Select(warning => warning.ToString())],
            Fairness = plan.Audit.Remarks,
        };

    public static AblateResult Of(StudyResult result, string folder, string report, Lazy<StudyFigures> figures) =>
        Of(result.Plan) with
        {
            Folder = folder,
            Report = report,
            Metric = result.Metric,
            Epsilon = result.Epsilon,
            NoiseFloor = result.NoiseFloor,
            Cells = [.. result.Plan.Audit.Costs.Select(cost => CellOf(result.Plan, cost, result.Cells[cost.Cell.Index]))],
            Verdicts =
            [
                .. result.Plan.HasAxisEffects
                    ? result.AxisVerdicts.Select(one =>
                        VerdictOf(one.Axis.Name, $"{one.Axis.Name}={one.Value.Label}", $"{one.Axis.Name}={one.Baseline.Label}", one.Verdict)
                    )
                    : [],
                .. result.CellVerdicts.Select(one => VerdictOf(null, one.Cell.Label, result.Plan.Baseline.Label, one.Verdict)),
            ],
            Interactions = [.. result.Interactions.Select(one => VerdictOf(null, one.Name, InteractionVerdict.EachAlone, one.Verdict))],
            Notes = [.. result.Reading, .. result.Notes],
            Failed = result.Count(RunStatus.Failed),
            Loaded = new(result),
            Drawn = figures,
        };

    private static AblateCell CellOf(Plan plan, CellCost cost, CellResult? result = null)
    {
        var values = plan.Axes.Zip(cost.Cell.Values).ToDictionary(pair => pair.First.Name, pair => pair.Second.Label);
        var cell = new AblateCell(
            cost.Cell.Label,
            values,
            cost.Cell.Index == plan.Baseline.Index,
            cost.Parameters,
            cost.FlopsPerToken,
            cost.StateBytes
        );
        if (result is null)
            return cell;
        var completed = result.Runs.Where(run => run.State == RunStatus.Completed).ToList();
        return cell with
        {
            Completed = completed.Count,
            Diverged = result.Runs.Count(run => run.State == RunStatus.Diverged),
            Mean = Finite(result.Metric.Mean),
            Low = result.Metric.Interval?.Low,
            High = result.Metric.Interval?.High,
            TokensPerSecond = completed.Count > 0 ? completed.Average(run => run.TokensPerSecond) : null,
        };
    }

    public static AblateVerdict VerdictOf(string? axis, string subject, string baseline, Verdict verdict) =>
        new(
            axis,
            subject,
            baseline,
            ReportWords.Of(verdict.Word),
            Finite(verdict.Difference.Mean),
            verdict.Difference.Interval?.Low,
            verdict.Difference.Interval?.High,
            verdict.Difference.Count,
            verdict.SeedsToSettle,
            verdict.Reason
        )
        {
            Corrected = ReportWords.Of(verdict.CorrectedWord),
            CorrectedPValue = verdict.CorrectedPValue,
            Evidence = verdict.Evidence,
        };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
