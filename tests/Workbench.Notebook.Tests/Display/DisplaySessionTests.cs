using System.Text.Json.Nodes;
using Workbench.Notebook;
using Workbench.Notebook.Display;

namespace Workbench.Notebook.Tests.Display;

/// <summary>Which output carries a script, whatever is run again, updated or cleared; and which displays can be updated.</summary>
public sealed class DisplaySessionTests
{
    private const string Script = "<!--script plotly--><script>PLOTLY</script><!--/script plotly-->";
    private const string Figure = "<p data-needs=\"plotly\">figure</p>";
    private static readonly ScriptLibrary Library = new(
        new Dictionary<string, Func<string>> { ["plotly"] = () => "<script>PLOTLY</script>" }
    );
    private readonly DisplaySession _session = new(Library);
    private readonly RecordingFrontEnd _host = new();

    [Fact]
    public void The_script_comes_once_in_an_output_of_its_own_before_the_first_figure()
    {
        var cell = Cell("a");
        cell.Send(new DisplayOutput(MimeBundle.Plain("no figure")));
        cell.Send(Result());
        cell.Send(Result());
        Cell("b").Send(Result());
        Assert.Equal(["", Script, Figure, Figure, Figure], _host.Html);
        var carrier = Assert.IsType<DisplayOutput>(_host.Outputs[1]);
        Assert.Equal((null, false), (carrier.DisplayId, carrier.Update));
        // No other form: whoever does not run HTML shows nothing of it.
        Assert.Equal("text/html", Assert.Single(carrier.Bundle.Data).Key);
        Assert.Equal("""{"workbench":{"carries":["plotly"]}}""", carrier.Bundle.Metadata.ToJsonString());
    }

    [Fact]
    public void The_carrying_cell_run_again_carries_it_again()
    {
        Cell("a").Send(Result());
        Cell("b").Send(Result());
        Cell("b").Send(Result());
        Cell("a").Send(Result());
        Assert.Equal([Script, Figure, Figure, Figure, Script, Figure], _host.Html);
    }

    [Fact]
    public void Another_cell_carries_it_once_the_carrying_one_shows_no_figure_any_more()
    {
        Cell("a").Send(Result());
        Cell("a").Send(new StreamOutput(StandardStream.Out, "edited"));
        Cell("b").Send(Result());
        Assert.Equal([Script, Figure, Script, Figure], _host.Html);
    }

    [Fact]
    public void A_silent_run_takes_nothing_away()
    {
        Cell("a").Send(Result());
        _session.FrontEndFor(new CellRequest("1", "a", Silent: true), _host);
        Cell("b").Send(Result());
        Assert.Equal([Script, Figure, Figure], _host.Html);
    }

    [Theory]
    [InlineData("study.Figures.LearningCurves", "study.Figures.LearningCurves", true)]
    [InlineData("#!ablate placement=pre,post --seeds 2", "#!ablate placement=pre,post --seeds 3", true)]
    [InlineData("study.Figures.LearningCurves", "var x = 1 + 1;", false)]
    [InlineData("study.Figures.LearningCurves", "study.Figures.FinalMetric", false)]
    public void Without_cell_ids_a_re_run_is_known_by_its_code(string first, string second, bool again)
    {
        _session.FrontEndFor(new CellRequest(first), _host).Send(Result());
        _session.FrontEndFor(new CellRequest(second), _host).Send(Result());
        Assert.Equal(again ? [Script, Figure, Script, Figure] : [Script, Figure, Figure], _host.Html);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cleared_outputs_carry_nothing_any_more(bool wait)
    {
        var cell = Cell("a");
        cell.Send(Result());
        cell.Send(new ClearOutput(wait));
        cell.Send(Result());
        Assert.Equal([Script, Figure, Script, Figure], _host.Html);
    }

    [Fact]
    public void A_display_that_has_shown_a_figures_data_is_updated_by_its_html_alone()
    {
        var cell = Cell("a");
        cell.Send(new DisplayOutput(Drawn(), "figure"));
        cell.Send(new DisplayOutput(Drawn(), "figure", Update: true));
        cell.Send(new DisplayOutput(Drawn(), "figure", Update: true));
        Assert.Equal([true, false, false], _host.Outputs.Skip(1).Select(HasData));
        Assert.Equal([Script, Figure, Figure, Figure], _host.Html);
        Assert.All(_host.Outputs.Skip(1), output => Assert.Equal("figure", RecordingFrontEnd.Bundle(output)!.Text("text/plain")));
        // Shown anew it is an output of its own, which nobody has drawn yet.
        Cell("b").Send(new DisplayOutput(Drawn(), "figure"));
        Assert.True(HasData(_host.Outputs[^1]));
    }

    [Fact]
    public void The_figure_that_takes_the_place_of_words_keeps_its_data()
    {
        var cell = Cell("a");
        cell.Send(new DisplayOutput(MimeBundle.Plain("0 %"), "live"));
        cell.Send(new DisplayOutput(Drawn(), "live", Update: true));
        Assert.True(HasData(_host.Outputs[^1]));
        cell.Send(new DisplayOutput(Drawn(), "live", Update: true));
        Assert.False(HasData(_host.Outputs[^1]));
    }

    [Fact]
    public void Data_of_other_libraries_are_updated_as_they_are()
    {
        var cell = Cell("a");
        foreach (var update in new[] { false, true })
            cell.Send(
                new DisplayOutput(
                    new MimeBundle(new JsonObject { ["application/vnd.vega.v5+json"] = new JsonObject(), ["text/html"] = "<p>vega</p>" }),
                    "theirs",
                    update
                )
            );
        Assert.All(_host.Outputs, output => Assert.Equal(2, RecordingFrontEnd.Bundle(output)!.Data.Count));
    }

    [Fact]
    public void An_update_that_brings_the_first_figure_is_preceded_by_the_script()
    {
        var cell = Cell("a");
        cell.Send(new DisplayOutput(MimeBundle.Plain("0 %"), "live"));
        cell.Send(new DisplayOutput(Bundle(), "live", Update: true));
        Assert.Equal(["", Script, Figure], _host.Html);
        Assert.False(((DisplayOutput)_host.Outputs[1]).Update);
    }

    [Fact]
    public void An_update_of_what_was_never_shown_is_refused()
    {
        var error = Assert.Throws<InvalidInputException>(() => Cell("a").Send(new DisplayOutput(Bundle(), "lost", Update: true)));
        Assert.Equal(
            "an updated display must have been shown since the kernel started (got display id \"lost\"). Run the cell that "
                + "shows it, or show it here: display_as(value, \"lost\").",
            error.Message
        );
        Assert.Empty(_host.Outputs);
    }

    [Fact]
    public void A_later_cell_updates_what_an_earlier_one_showed()
    {
        Cell("a").Send(new DisplayOutput(MimeBundle.Plain("1"), "kept"));
        Cell("b").Send(new DisplayOutput(MimeBundle.Plain("2"), "kept", Update: true));
        Assert.Equal(2, _host.Outputs.Count);
    }

    [Fact]
    public void Concurrent_outputs_carry_one_script()
    {
        var cell = Cell("a");
        Parallel.For(0, 64, _ => cell.Send(Result()));
        Assert.Single(_host.Html, Script);
        Assert.Equal(65, _host.Outputs.Count);
    }

    [Fact]
    public void The_bundle_of_the_user_is_not_changed()
    {
        var bundle = Bundle();
        Cell("a").Send(new ResultOutput(bundle, 1));
        Assert.Equal(Figure, bundle.Text("text/html"));
    }

    private ICellFrontEnd Cell(string id) => _session.FrontEndFor(new CellRequest($"code of {id}", id), _host);

    private static bool HasData(CellOutput output) => RecordingFrontEnd.Bundle(output)!.Data.ContainsKey("application/vnd.plotly.v1+json");

    private static MimeBundle Drawn()
    {
        var bundle = Bundle();
        bundle.Data.Insert(0, "application/vnd.plotly.v1+json", new JsonObject());
        return bundle;
    }

    private static ResultOutput Result() => new(Bundle(), 1);

    private static MimeBundle Bundle() => new(new JsonObject { ["text/html"] = Figure, ["text/plain"] = "figure" });
}
