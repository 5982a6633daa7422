using System.Security.Cryptography;
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
    public static string? Of(StudyResult result, string commandLine)
    {
        var text = new StringBuilder();
        // Another build may write the report in another way.
        text.Append(typeof(Report).Module.ModuleVersionId)
            .AppendLine(commandLine)
            .AppendLine(ConfigTree.ToYaml(result.Plan.Study))
            .AppendJoin('\n', result.Plan.Audit.Remarks)
            .AppendLine(result.Plan.Id);
        foreach (var run in result.Cells.SelectMany(cell => cell.Runs))
        {
            if (!run.IsFinished)
                return null;
            text.Append(run.Id).Append(' ').Append(run.Environment).Append(' ').Append(run.Written?.Ticks).Append('\n');
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
