using System.Text.RegularExpressions;
using Workbench.Ablation;
using Workbench.Configuration;

namespace Workbench.Tests.Ablation;

/// <summary>The page on studies names every key of study.yaml and every column of results.csv, in their order.</summary>
public partial class StudyFilesPageTests
{
    [Fact]
    public void Keys_of_a_study_are_on_the_page()
    {
        var yaml = ConfigTree.ToYaml(
            new Study
            {
                Axes = ["position=rope,alibi"],
                Data = "x",
                Threads = 1,
            }
        );
        Assert.Equal(Key().Matches(yaml).Select(match => match.Groups[1].Value), Rows("study.yaml"));
    }

    [Fact]
    public void Columns_of_the_results_are_on_the_page() => Assert.Equal(ResultsCsv.Columns(["AXIS"], ["LENGTH"]), Rows("results.csv"));

    /// <summary>The first cells of the table that follows a paragraph on a file.</summary>
    private static List<string> Rows(string file)
    {
        var text = Clone.Read("docs/studies.md");
        var lines = text[text.IndexOf($"\n`{file}` ", StringComparison.Ordinal)..].Split('\n');
        return
        [
            .. lines
                .SkipWhile(line => !line.StartsWith("|--", StringComparison.Ordinal))
                .Skip(1)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => Name().Match(line).Groups[1].Value),
        ];
    }

    [GeneratedRegex(@"^([A-Za-z]+):", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex(@"^\| `([^`]+)` \|")]
    private static partial Regex Name();
}
