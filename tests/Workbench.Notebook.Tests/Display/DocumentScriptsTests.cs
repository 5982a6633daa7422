using System.Text.Json.Nodes;
using Workbench.Notebook.Display;

namespace Workbench.Notebook.Tests.Display;

/// <summary>A document carries each script once, in the first output that needs it.</summary>
public sealed class DocumentScriptsTests
{
    private const string Script = "<!--script plotly--><script>P</script><!--/script plotly-->";
    private const string Figure = "<p data-needs=\"plotly\">figure</p>";
    private static readonly ScriptLibrary Library = new(new Dictionary<string, Func<string>> { ["plotly"] = () => "<script>P</script>" });

    [Fact]
    public void A_document_that_is_right_is_left_as_it_is()
    {
        var cells = Cells([Script + Figure], [Figure]);
        var before = cells.ToJsonString();
        Assert.False(Library.EnsureFirst(cells));
        Assert.Equal(before, cells.ToJsonString());
        Assert.False(Library.EnsureFirst(Cells(["<p>no figure</p>"], [])));
        // A carrier of its own before the first figure is right too.
        Assert.False(Library.EnsureFirst(Cells([Script, Figure], [Figure])));
    }

    [Fact]
    public void A_missing_script_is_brought_to_the_first_figure()
    {
        var cells = Cells(["<p>text</p>"], [Figure, Figure]);
        Assert.True(Library.EnsureFirst(cells));
        Assert.Equal(["<p>text</p>", Script, Figure, Figure], Html(cells));
        var carrier = cells[1]!["outputs"]![0]!.AsObject();
        Assert.Equal(("display_data", true), ((string?)carrier["output_type"], ScriptLibrary.IsCarrier(carrier)));
    }

    [Fact]
    public void A_script_that_stands_too_late_moves_up_and_doubles_go()
    {
        var cells = Cells([Figure], [Script + Figure], [Script, Script + Figure]);
        Assert.True(Library.EnsureFirst(cells));
        Assert.Equal([Script, Figure, Figure, Figure], Html(cells));
        Assert.Single(cells[2]!["outputs"]!.AsArray());
    }

    [Fact]
    public void A_script_inside_of_an_output_whose_other_forms_are_preferred_gets_an_output_of_its_own()
    {
        var cells = Cells([Script + Figure]);
        cells[0]!["outputs"]![0]!["data"]!["application/vnd.plotly.v1+json"] = new JsonObject();
        Assert.True(Library.EnsureFirst(cells));
        Assert.Equal([Script, Figure], Html(cells));
        Assert.False(Library.EnsureFirst(cells));
    }

    [Fact]
    public void A_script_that_nobody_needs_any_more_goes()
    {
        var cells = Cells([Script], ["<p>text</p>"]);
        Assert.True(Library.EnsureFirst(cells));
        Assert.Equal(["<p>text</p>"], Html(cells));
    }

    [Fact]
    public void Lists_of_lines_are_read_as_text()
    {
        var cells = Cells([Figure], [Figure]);
        cells[1]!["outputs"]![0]!["data"]!["text/html"] = new JsonArray(
            "<!--script plotly--><script>P",
            "</script><!--/script plotly-->\n",
            Figure
        );
        Assert.True(Library.EnsureFirst(cells));
        Assert.Equal([Script, Figure, "\n" + Figure], Html(cells));
    }

    [Fact]
    public void All_scripts_can_be_left_out()
    {
        var cells = Cells([Script + Figure], [Script], [Figure]);
        DocumentScripts.RemoveFrom(cells);
        Assert.Equal([Figure, Figure], Html(cells));
        Assert.DoesNotContain("<script>P", cells.ToJsonString());
    }

    [Fact]
    public void What_is_no_output_is_passed_over()
    {
        var cells = new JsonArray(
            new JsonObject { ["cell_type"] = "markdown" },
            null,
            3,
            new JsonObject
            {
                ["outputs"] = new JsonArray(
                    new JsonObject { ["output_type"] = "stream", ["text"] = Script },
                    new JsonObject { ["data"] = new JsonObject { ["text/plain"] = "x" } }
                ),
            }
        );
        Assert.False(Library.EnsureFirst(cells));
    }

    [Fact]
    public void A_script_whose_end_is_lost_is_cut_to_the_end()
    {
        Assert.Equal("<p>a</p>", ScriptLibrary.Without("<p>a</p><!--script plotly--><script>cut"));
        Assert.Equal("ab", ScriptLibrary.Without($"{Script}a{Script}b"));
    }

    private static JsonArray Cells(params string[][] cells) =>
        new([
            .. cells.Select(outputs => new JsonObject
            {
                ["cell_type"] = "code",
                ["outputs"] = new JsonArray([
                    .. outputs.Select(html => new JsonObject
                    {
                        ["output_type"] = "display_data",
                        ["data"] = new JsonObject { ["text/html"] = html },
                    }),
                ]),
            }),
        ]);

    private static IEnumerable<string> Html(JsonArray cells) =>
        cells.SelectMany(cell => cell!["outputs"]!.AsArray()).Select(output => (string)output!["data"]!["text/html"]!);
}
