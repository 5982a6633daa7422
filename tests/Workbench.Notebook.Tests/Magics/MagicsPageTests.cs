using System.Text;
using Workbench.Notebook.Cells;
using Workbench.Notebook.Magics;
using Workbench.Operations;

namespace Workbench.Notebook.Tests.Magics;

/// <summary>docs/magics.md and the pages under docs/magics say what the table of magics says, and what help shows can be typed.</summary>
public sealed class MagicsPageTests(MagicNotebook notebook) : IClassFixture<MagicNotebook>
{
    private const string Mark = "accepts what is there. -->\n";

    private MagicSet Magics => MagicList.All(notebook.HostEnvironment);

    // A page for each thing that a reader wants to do.
    private static readonly (string File, string Title, string[] Magics)[] Groups =
    [
        ("studies", "Magics for studies", ["ablate", "figure", "compare", "reproduce", "check", "variants", "new"]),
        (
            "models",
            "Magics for models and runs",
            ["train", "model", "generate", "predict", "attention", "embeddings", "runs", "weights", "presets"]
        ),
        ("machine", "Magics for data and the machine", ["data", "doctor", "device"]),
        (
            "notebook",
            "Magics of the notebook",
            ["time", "who", "whos", "import", "html", "markdown", "javascript", "csharp", "lsmagic", "about"]
        ),
    ];

    [Fact]
    public void The_index_is_the_table()
    {
        var page = Clone.Read("docs", "magics.md");
        var end = page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        Assert.True(end > Mark.Length, "the page has lost its mark");
        var text = page[..end] + Index();
        Golden.Check(text, "../../../docs/magics.md");
        Assert.InRange(text.Count(one => one == '\n'), 40, 150);
    }

    [Fact]
    public void The_pages_are_the_helps()
    {
        foreach (var (file, title, magics) in Groups)
            Golden.Check(Page(title, magics), $"../../../docs/magics/{file}.md");
        Assert.Equal(
            Groups.Select(group => $"{group.File}.md").Order(),
            Directory.EnumerateFiles(Clone.In("docs", "magics")).Select(path => Path.GetFileName(path)).Order()
        );
    }

    [Fact]
    public void Every_magic_is_on_one_page() =>
        Assert.Equal(
            Magics.All.Select(magic => magic.Name).Order(StringComparer.Ordinal),
            Groups.SelectMany(group => group.Magics).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_example_can_be_typed()
    {
        var examples = Magics
            .All.SelectMany(magic => magic.Parts.Prepend(magic))
            .SelectMany(magic => magic.Examples)
            .Where(Magics.Surface.Suits)
            .ToList();
        Assert.True(examples.Count > 25, $"only {examples.Count}");
        Assert.All(
            examples,
            example =>
            {
                var part = Assert.IsType<MagicPart>(Magics.Splitter.Split($"#!{example.Line}")[0]);
                Assert.NotNull(MagicLine.Parse(Magics, part, []).Magic);
            }
        );
    }

    [Fact]
    public void Every_magic_explains_itself_without_a_shell()
    {
        Assert.All(Magics.All, magic => Assert.True(magic.Summary.Length > 10 && magic.Examples.Count > 0, magic.Name));
        Assert.All(Magics.All, magic => Assert.DoesNotContain("./workbench", MagicLine.HelpOf(magic, Magics.Surface)));
    }

    private const string Wanted =
        "ablate train model generate attention runs compare figure data device check variants time who whos import html markdown "
        + "javascript lsmagic about";

    [Fact]
    public void What_is_wanted_is_there() => Assert.Empty(Wanted.Split(' ').Except(Magics.All.Select(magic => magic.Name)));

    private string Index()
    {
        var text = new StringBuilder();
        foreach (var (file, title, magics) in Groups)
        {
            text.Append($"\n### [{title}](magics/{file}.md)\n\n| magic | what it does |\n|---|---|\n");
            foreach (var magic in magics.Select(Named))
                text.Append($"| [`#!{magic.Name}`](magics/{file}.md#{magic.Name}) | {magic.Summary.Replace("|", "\\|")} |\n");
        }
        return text.ToString();
    }

    private string Page(string title, string[] magics)
    {
        var text = new StringBuilder(
            $"# {title}\n\n<!-- Written from the table of magics; a test compares it. WORKBENCH_GOLDEN=write accepts what is there. -->\n\n"
        );
        text.Append("[All magics](../magics.md), and how a line is read.\n");
        foreach (var magic in magics.Select(Named))
        {
            text.Append($"\n## {magic.Name}\n\n```text\n{MagicLine.HelpOf(magic, Magics.Surface)}```\n");
            foreach (var part in magic.Parts)
                text.Append($"\n### {magic.Name} {part.Name}\n\n```text\n{MagicLine.HelpOf(Magics, magic, part.Name)}```\n");
        }
        return text.ToString();
    }

    private Magic Named(string name) => Magics.All.Single(magic => magic.Name == name);
}
