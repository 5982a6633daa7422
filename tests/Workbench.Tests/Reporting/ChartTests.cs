using System.Text.Json;
using Newtonsoft.Json.Linq;
using Plotly.NET;
using Workbench.Reporting;
using Chart = Plotly.NET.CSharp.Chart;

namespace Workbench.Tests.Reporting;

public sealed class ChartTests
{
    public static TheoryData<string> Kinds => [.. ChartGallery.Charts.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void Is_what_Plotly_NET_writes_but_for_gaps(string kind)
    {
        var theirs = JToken.Parse(GenericChart.toJson(ChartGallery.Charts[kind]));
        foreach (
            var value in theirs
                .SelectTokens("$..*")
                .OfType<JValue>()
                .Where(value => (string?)value is "NaN" or "Infinity" or "-Infinity")
                .ToList()
        )
            value.Replace(JValue.CreateNull());
        Assert.Equal(theirs.ToString(), JToken.Parse(ChartGallery.Charts[kind].ToJson()).ToString());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Is_valid_by_plotlys_schema(string kind) => Assert.Empty(PlotSchema.Faults(ChartGallery.Charts[kind].ToJson()));

    [Theory]
    [InlineData("""{"data":[{"type":"scatter","y":[1],"mode":"line"}],"layout":{}}""", "data[0].mode")]
    [InlineData("""{"data":[{"type":"scatter","why":[1]}],"layout":{}}""", "data[0].why")]
    [InlineData("""{"data":[{"type":"scattr"}],"layout":{}}""", "scattr")]
    [InlineData("""{"data":[{"type":"bar","y":1}],"layout":{}}""", "data[0].y")]
    [InlineData("""{"data":[],"layout":{"xaxis2":{"titel":{}}}}""", "layout.xaxis2.titel")]
    [InlineData("""{"data":[],"layout":{"shapes":[{"xref":"z"}]}}""", "layout.shapes[0].xref")]
    [InlineData("""{"data":[],"layout":{"barmode":"stack"}}""", "layout.barmode")]
    [InlineData("""{"data":[{"type":"scatter","marker":{"opacity":2}}],"layout":{}}""", "marker.opacity")]
    [InlineData("""{"data":[],"layout":{},"config":{"displayLogo":false}}""", "config.displayLogo")]
    [InlineData(
        """{"data":[],"layout":{"template":{"layout":{"xaxis":{"gridcolour":"#fff"}}}}}""",
        "layout.template.layout.xaxis.gridcolour"
    )]
    public void The_validator_finds_what_is_wrong(string figure, string where) =>
        Assert.Contains(where, Assert.Single(PlotSchema.Faults(figure)));

    [Fact]
    public void Numbers_keep_their_values_and_gaps_are_null()
    {
        var chart = Chart.Line<double, double, string>(
            [1, 2, 3, 4, 5, 6],
            [1.0, double.NaN, double.PositiveInfinity, -0.1, 1e-300, Math.PI],
            UseDefaults: false
        );
        var trace = JsonDocument.Parse(chart.ToJson()).RootElement.GetProperty("data")[0];
        Assert.Equal(
            [1.0, null, null, -0.1, 1e-300, Math.PI],
            trace.GetProperty("y").EnumerateArray().Select(y => y.ValueKind == JsonValueKind.Null ? (double?)null : y.GetDouble())
        );
        var singles = Chart.Heatmap<float, string, string, string>(
            [
                [1f, float.NaN],
                [float.NegativeInfinity, 0.5f],
            ],
            UseDefaults: false
        );
        Assert.Contains("[[1.0,null],[null,0.5]]", singles.ToJson());
        var missing = Chart
            .Point<double, double, string>([1, 2], [1, 2], UseDefaults: false)
            .EachTrace(trace => trace.With("y", new double?[] { 1.5, null, double.NaN }));
        Assert.Contains("[1.5,null,null]", missing.ToJson());
        // A text is a text: it names a category.
        Assert.Contains("[\"NaN\",\"a\"]", Chart.Point<string, double, string>(["NaN", "a"], [1, 2], UseDefaults: false).ToJson());
    }

    [Fact]
    public void A_title_a_layout_and_attributes_are_set_over_what_there_is()
    {
        var chart = SampleCharts
            .Line([1, 2], [3, 4], "a", "one")
            .WithLayout(new Layout().With("bargap", 0.25).With("height", 300))
            .WithTitle("two");
        var layout = JsonDocument.Parse(chart.ToJson()).RootElement.GetProperty("layout");
        Assert.Equal(
            ("two", 0.25, 300),
            (
                layout.GetProperty("title").GetProperty("text").GetString(),
                layout.GetProperty("bargap").GetDouble(),
                layout.GetProperty("height").GetInt32()
            )
        );
        Assert.True(layout.TryGetProperty("template", out _));
    }

    [Fact]
    public void Plain_text_says_what_is_drawn()
    {
        var chart = SampleCharts
            .Line([1, 2], [2, 3], "rope &lt;1&gt;", "Loss &amp; more")
            .WithLayout(new Layout().With("xaxis", FigureStyle.Axis("placement · step")));
        Assert.Equal("Loss & more; x: placement · step\n  scatter \"rope <1>\", 2 points, 2 to 3", chart.ToText());
        Assert.Equal(
            "Chart\n  surface, 9 points, 0.1 to 0.9",
            Chart
                .Surface<double, double, double, string>(
                    [
                        [0.1, 0.9, 0.4],
                        [0.2, 0.5, 0.2],
                        [0.3, 0.3, 0.8],
                    ],
                    UseDefaults: false
                )
                .ToText()
        );
    }

    [Fact]
    public void Rows_are_told_by_their_values_and_intervals()
    {
        var text = new StudyFigures(SampleStudy.Data).ForestPlot!.ToText().Split('\n');
        Assert.Equal("Paired differences in validation loss; x: difference (nats/char)", text[0]);
        Assert.Equal("  scatter \"placement=post vs placement=pre\", 5 points, 0.109 to 0.152", text[1]);
        Assert.Equal("  scatter \"placement=post vs placement=pre\", 1 point, 0.1274 (0.1073 to 0.1475)", text[2]);
        Assert.Equal("  bar \"Peak memory\", 6 points, 295.5 to 299.6", new StudyFigures(SampleStudy.Data).Memory!.ToText().Split('\n')[1]);
    }

    [Fact]
    public void A_title_or_a_layout_of_a_copy_changes_nothing_of_the_chart()
    {
        var chart = SampleCharts.Line([1, 2], [3, 4], "a", "one");
        var before = chart.ToJson();
        var titles = new[] { "two", "three" }.Select(title => chart.WithTitle(title)).ToList().Select(one => FigureWords.TitleOf(one));
        Assert.Equal(["two", "three"], titles);
        _ = chart.WithLayout(new Layout().With("xaxis", FigureStyle.Axis("step")).With("height", 100));
        Assert.Equal(before, chart.ToJson());
        Assert.Equal("second", FigureWords.TitleOf(chart.WithLayout(new Layout().With("title", "first")).WithTitle("second")));
    }

    [Fact]
    public void What_would_never_end_is_refused()
    {
        using var tensor = TorchSharp.torch.ones(2);
        var chart = SampleCharts.Line([1, 2], [3, 4]).EachTrace(trace => trace.With("x", tensor));
        Assert.Contains(
            "the data of a chart must be numbers (got a tensor)",
            Assert.ThrowsAny<Exception>(() => chart.ToJson()).GetBaseException().Message
        );
        var layout = new Layout();
        layout.With("meta", layout);
        var endless = GenericChart.setLayout(layout, SampleCharts.Line([1, 2], [3, 4]));
        Assert.Contains(
            "a chart's objects must not contain themselves",
            Assert.ThrowsAny<Exception>(() => endless.ToJson()).GetBaseException().Message
        );
    }

    [Fact]
    public void Words_know_other_kinds_too()
    {
        Assert.Equal("Chart\n  pie, 3 points, 1 to 3", ChartGallery.Charts["pie"].ToText());
        Assert.Equal("A title; x: steps; y: loss", ChartGallery.Charts["styled"].ToText().Split('\n')[0]);
        Assert.Contains("cut \uFFFD", SampleCharts.Line([1, 2], [3, 4], title: "cut " + "\U0001F600"[..1]).ToText());
    }

    [Fact]
    public void A_saved_chart_is_a_page_that_needs_no_network()
    {
        using var folder = new TemporaryFolder();
        SampleCharts.Line([1, 2], [3, 4]).SaveHtml(folder.File("chart"));
        var html = File.ReadAllText(folder.File("chart.html")).Replace(PlotlyJs.ScriptElement, "", StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)(src|href)\\s*=|@import|url\\(|https?://", html);
    }

    [Fact]
    public void No_figure_offers_to_send_its_data_to_a_server() =>
        Assert.DoesNotMatch(
            "showSendToCloud\":true|showEditInChartStudio\":true|plotlyServerURL",
            new StudyFigures(SampleStudy.Data).LearningCurves.ToJson()
        );
}
