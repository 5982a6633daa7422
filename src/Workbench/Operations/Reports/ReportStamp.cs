using System.Text;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Reporting;

namespace Workbench.Operations;

/// <summary>Names what a finished study's report is made of, so that a report that would say the same is not written again.</summary>
internal static class ReportStamp
{
    /// <summary>The stamp of a result; null while runs are missing.</summary>
    /// <param name="result">The result.</param>
    /// <param name="commandLine">The command line of the study, which the report shows.</param>
    public static string? Of(StudyResult result, string commandLine) =>
        result.Runs.All(run => run.IsFinished)
            ? Of(result.Plan, commandLine, result.Runs.Select(run => (run.Id, run.Environment, run.Written.GetValueOrDefault())))
            : null;

    /// <summary>The stamp of a plan whose runs are finished.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="commandLine">The command line of the study.</param>
    /// <param name="runs">The runs, seed by seed.</param>
    public static string Of(Plan plan, string commandLine, IEnumerable<(string Id, string Environment, DateTime Written)> runs)
    {
        var text = new StringBuilder();
        // Another build may write the report in another way.
        text.Append(typeof(Report).Module.ModuleVersionId)
            .AppendLine(commandLine)
            .AppendLine(ConfigTree.ToYaml(plan.Study))
            .AppendJoin('\n', plan.Audit.Remarks)
            .AppendLine(plan.Id);
        foreach (var (id, environment, written) in runs)
            text.Append(id).Append(' ').Append(environment).Append(' ').Append(written.Ticks).Append('\n');
        return Sha256.Of(text.ToString());
    }
}
