using System.Text;

namespace Workbench.Ablation;

/// <summary>The folder of a study: study.yaml, resolved.txt, results.csv; the report is written beside them.</summary>
public static class StudyFolder
{
    /// <summary>A readable name for a plan: its axes and its data, in file-name letters, at most 60.</summary>
    public static string Slug(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder();
        var words = plan.Axes.Select(axis => axis.Name).Append(plan.Study.Data is { } data ? Path.GetFileNameWithoutExtension(data) : plan.Study.Task);
        foreach (var letter in string.Join('-', words).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                text.Append(letter);
            else if (text.Length > 0 && text[^1] != '-')
                text.Append('-');
        }
        if (text.Length > 60)
            text.Length = 60;
        return text.ToString().Trim('-') is { Length: > 0 } slug ? slug : "study";
    }
}
