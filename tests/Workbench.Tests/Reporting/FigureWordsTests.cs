using Workbench.Notebook.Display;
using Workbench.Reporting;

namespace Workbench.Tests.Reporting;

/// <summary>Figures in words, from their JSON alone.</summary>
public sealed class FigureWordsTests
{
    [Theory]
    [InlineData("{}", "Chart")]
    [InlineData(
        """{"data":[{"y":[1,null,2.5],"name":"a &lt;b&gt;"}],"layout":{"title":{"text":"Loss &amp;<br>more"},"xaxis":{"title":"step"} } }""",
        "Loss & more; x: step\n  scatter \"a <b>\", 3 points, 1 to 2.5"
    )]
    [InlineData("""{"data":[{"type":"bar","orientation":"h","x":[5,7],"y":["p","q"]}]}""", "Chart\n  bar, 2 points, 5 to 7")]
    [InlineData(
        """{"data":[{"type":"histogram","x":[1,2,3]},{"type":"heatmap","z":[[1,2],[3,"NaN"]]}]}""",
        "Chart\n  histogram, 3 points, 1 to 3\n  heatmap, 4 points, 1 to 3"
    )]
    [InlineData("""{"data":[{"y":[1],"hoverinfo":"skip"},{"x":["only"],"y":[]}]}""", "Chart\n  scatter, 0 points")]
    public void A_figure_is_its_title_axes_and_traces(string json, string words) => Assert.Equal(words, FigureWords.Of(json));

    [Fact]
    public void Where_rows_have_names_the_values_are_those_across_with_their_interval()
    {
        const string json = """
            {"data":[{"x":[0.1,0.2],"y":[3.78,3.78],"name":"rope"},{"x":[0.15],"y":[4],"name":"rope","error_x":{"array":[0.05],"arrayminus":[0.02]} },
            {"x":[1],"y":[9],"yaxis":"y2"}],"layout":{"yaxis":{"tickvals":[4],"ticktext":["rope"]},"yaxis2":{} } }
            """;
        Assert.Equal(
            "Chart\n  scatter \"rope\", 2 points, 0.1 to 0.2\n  scatter \"rope\", 1 point, 0.15 (0.13 to 0.2)\n  scatter, 1 point, 9",
            FigureWords.Of(json)
        );
    }

    [Fact]
    public void A_studys_paired_differences_are_told_by_value()
    {
        FigureFormatters.Register();
        var forest = Formatting.BundleOf(new StudyFigures(SampleStudy.Data).All.First().Chart).Data[
            "application/vnd.plotly.v1+json"
        ]!.ToJsonString();
        var words = FigureWords.Of(forest);
        Assert.Contains("Paired differences in validation loss", words, StringComparison.Ordinal);
        Assert.Contains("scatter \"placement=post vs placement=pre\", 5 points, 0.109 to 0.152", words, StringComparison.Ordinal);
        Assert.Contains("scatter \"placement=post vs placement=pre\", 1 point, 0.1274 (", words, StringComparison.Ordinal);
    }
}
