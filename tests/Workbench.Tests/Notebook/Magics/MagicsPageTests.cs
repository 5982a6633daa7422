using System.Text;
using Workbench.Notebook.Magics;
using Workbench.Operations;

namespace Workbench.Tests.Notebook.Magics;

/// <summary>docs/magics.md says what the table of magics says, and what help shows can be typed.</summary>
public sealed class MagicsPageTests(MagicNotebook notebook) : IClassFixture<MagicNotebook>
{
    private const string Mark = "accepts what is there. -->\n";

    private MagicSet Magics => MagicList.All(notebook.HostEnvironment);

    [Fact]
    public void The_page_is_the_table()
    {
        var page = Clone.Read("docs", "magics.md");
        var end = page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        Assert.True(end > Mark.Length, "the page has lost its mark");
        Golden.Check(page[..end] + Generated(), "..", "..", "docs", "magics.md");
    }

    [Fact]
    public void Every_example_can_be_typed()
    {
        var examples = Magics.All.SelectMany(magic => magic.Parts.Prepend(magic)).SelectMany(magic => magic.Examples).Where(Magics.Surface.Suits).ToList();
        Assert.True(examples.Count > 25, $"only {examples.Count}");
        Assert.All(examples, example =>
        {
            var part = Assert.IsType<MagicPart>(Magics.Splitter.Split($"#!{example.Line}")[0]);
            Assert.NotNull(MagicLine.Parse(Magics, part, []).Magic);
        });
    }

    [Fact]
    public void Every_magic_explains_itself_without_a_shell()
    {
        Assert.All(Magics.All, magic => Assert.True(magic.Summary.Length > 10 && magic.Examples.Count > 0, magic.Name));
        Assert.All(Magics.All, magic => Assert.DoesNotContain("./workbench", MagicLine.HelpOf(magic, Magics.Surface)));
    }

    [Fact]
    public void What_is_wanted_is_there() => Assert.Empty(
        "ablate train model generate attention runs compare figure data bench device check variants time who whos import html markdown javascript lsmagic about"
            .Split(' ').Except(Magics.All.Select(magic => magic.Name)));

    private string Generated()
    {
        var text = new StringBuilder("\n| magic | what it does |\n|---|---|\n");
        foreach (var magic in Magics.All)
            text.Append($"| [`#!{magic.Name}`](#{magic.Name}) | {magic.Summary.Replace("|", "\\|")} |\n");
        foreach (var magic in Magics.All)
        {
            text.Append($"\n### {magic.Name}\n\n```text\n{MagicLine.HelpOf(magic, Magics.Surface)}```\n");
            foreach (var part in magic.Parts)
                text.Append($"\n#### {magic.Name} {part.Name}\n\n```text\n{MagicLine.HelpOf(Magics, magic, part.Name)}```\n");
        }
        return text.ToString();
    }
}
