using System.Text.Json;
using Workbench.Figures;

namespace Workbench.Tests.Figures;

public sealed class ChartTests
{
    public static TheoryData<string> Kinds => [.. ChartGallery.Charts.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void Is_what_the_golden_file_has(string kind) =>
        Golden.Check(ChartGallery.Charts[kind].ToJson(indented: true) + "\n", "Figures", "golden", $"{kind}.json");

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
    public void The_validator_finds_what_is_wrong(string figure, string where) => Assert.Contains(where, Assert.Single(PlotSchema.Faults(figure)));

    [Fact]
    public void Data_keep_their_values_and_gaps_are_null()
    {
        var chart = Chart.Line(new object[] { 1, 2L, 0.1, (byte)4, "five", new DateOnly(2026, 1, 31) }, new[] { 1.0, double.NaN, double.PositiveInfinity, -0.1, 1e-300, Math.PI });
        var trace = JsonDocument.Parse(chart.ToJson()).RootElement.GetProperty("data")[0];
        Assert.Equal("""[1,2,0.1,4,"five","2026-01-31"]""", trace.GetProperty("x").GetRawText());
        Assert.Equal("[1,null,null,-0.1,1E-300,3.141592653589793]", trace.GetProperty("y").GetRawText());
    }

    [Fact]
    public void Data_are_copied_when_the_chart_is_made()
    {
        var values = new List<double> { 1, 2 };
        var chart = Chart.Line(values, values);
        values.Add(3);
        Assert.Contains("\"y\":[1,2]", chart.ToJson());
    }

    [Fact]
    public void With_methods_return_copies_and_keep_what_they_do_not_name()
    {
        var plain = Chart.Line([1, 2], [3, 4]);
        var styled = plain.WithXAxisStyle("step", ShowGrid: false).WithXAxisStyle(MinMax: (0, 10)).WithTitle("one").WithSize(Width: 300).WithTitle("two");
        Assert.Empty(plain.Layout.Axes);
        var axis = styled.Layout.Axes["xaxis"];
        Assert.Equal(("step", false, (0.0, 10.0)), (axis.Title!.Text, axis.ShowGrid, axis.Range!.Value));
        Assert.Equal(("two", 300), (styled.Layout.Title!.Text, styled.Layout.Width));
    }

    [Fact]
    public void Combine_joins_traces_and_shapes_and_the_later_layout_wins()
    {
        var line = new Shape { Type = StyleParam.ShapeType.Line };
        var both = Chart.Combine(Chart.Line([1], [1], Name: "a").WithTitle("one").WithShape(line), Chart.Point([1], [1], Name: "b").WithTitle("two").WithShape(line).WithYAxisStyle("y"));
        Assert.Equal(["a", "b"], both.GetTraces().Select(trace => trace.Name));
        Assert.Equal(2, both.GetLayout().Shapes!.Count);
        Assert.Equal(("two", "y"), (both.Layout.Title!.Text, both.Layout.Axes["yaxis"].Title!.Text));
    }

    [Fact]
    public void A_grid_moves_traces_axes_shapes_and_annotations_together()
    {
        var chart = Chart.Line([1], [1]).WithXAxisStyle("step").WithShape(new Shape { XRef = "paper", YRef = "y" }).WithAnnotation(new Annotation { Text = "n", XRef = "x domain" });
        var grid = Chart.Grid([chart, chart], 1, 2);
        Assert.Equal(["x", "x2"], grid.Traces.Select(trace => trace.XAxis));
        Assert.Equal(["xaxis", "xaxis2"], grid.Layout.Axes.Keys);
        Assert.Equal([("x domain", "y"), ("x2 domain", "y2")], grid.Layout.Shapes!.Select(shape => (shape.XRef!, shape.YRef!)));
        Assert.Equal(["x domain", "x2 domain"], grid.Layout.Annotations!.Select(note => note.XRef));
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused() =>
        Assert.Equal("x and y must be equally long (got 2 and 3). Give one value per point; NaN makes a gap",
            Assert.Throws<InvalidInputException>(() => Chart.Line([1, 2], [1, 2, 3])).Message);

    [Fact]
    public void A_grid_without_enough_cells_lists_every_fault()
    {
        var inner = Chart.Grid([Chart.Line([1], [1])], 1, 1);
        var error = Assert.Throws<InvalidInputException>(() => Chart.Grid([inner, inner, inner], 1, 2));
        Assert.Equal(
            ["a grid must have a cell for each chart (got 3 charts in 1 x 2 cells)", "a chart in a grid has one x and one y axis. Put the charts of the inner grid into the outer one"],
            error.Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public void A_ragged_heat_map_is_refused() =>
        Assert.Equal("the rows of a heat map must be equally long (got 2, 1)",
            Assert.Throws<InvalidInputException>(() => Chart.Heatmap(new[] { new[] { 1.0, 2.0 }, new[] { 1.0 } })).Message);

    [Fact]
    public void Plain_text_says_what_is_drawn()
    {
        var chart = Chart.Range(new[] { 1, 2 }, new[] { 2.0, 3.0 }, new[] { 2.5, 3.5 }, new[] { 1.5, 2.5 }, Name: "rope &lt;1&gt;").WithTitle("Loss &amp; more").WithXAxisStyle("placement &#183; step");
        Assert.Equal("Loss & more; x: placement · step\n  scatter \"rope <1>\", 2 points, 2 to 3", chart.ToString());
    }

    [Fact]
    public void No_figure_offers_to_send_its_data_to_a_server() =>
        Assert.False(JsonDocument.Parse(Chart.Line([1], [1]).ToJson()).RootElement.GetProperty("config").GetProperty("showSendToCloud").GetBoolean());
}
