using System.Buffers.Binary;
using Plotly.NET;
using Plotly.NET.CSharp;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Tests.Scripting;
using Workbench.Reporting;

namespace Workbench.Notebook.Tests.Display;

/// <summary>The bundle of a figure, and its picture.</summary>
public sealed class FigureFormattersTests
{
    private static readonly GenericChart Line = SampleCharts.Line([1, 2], [3, 4], "</script><b>", "a < b");

    static FigureFormattersTests() => FigureFormatters.Register();

    [Fact]
    public void A_figure_is_one_bundle_of_three_forms()
    {
        var bundle = Formatting.BundleOf(Line);
        Assert.Equal([ChartExtensions.MimeType, "text/html", "text/plain"], bundle.Data.Select(form => form.Key));
        Assert.Equal("a < b", (string?)bundle.Data[ChartExtensions.MimeType]!["layout"]!["title"]!["text"]);
        Assert.Equal(Line.ToText(), bundle.Text("text/plain"));
    }

    [Fact]
    public async Task A_chart_of_a_users_own_has_the_template_of_a_studys_figures()
    {
        using var notebook = new TestInterpreter();
        await notebook.Run("Chart.Line<double, double, string>([1, 2], [3, 4])");
        var chart = Plotly.NET.CSharp.Chart.Line<double, double, string>([1, 2], [3, 4]);
        var layout = Formatting.BundleOf(chart).Data[ChartExtensions.MimeType]!["layout"]!;
        Assert.Equal(FigureTemplate.Fonts, (string?)layout["template"]!["layout"]!["font"]!["family"]);
        Assert.InRange(chart.ToJson().Length, 100, 5_000);
    }

    [Fact]
    public void All_forms_of_one_output_are_of_one_look_at_the_data()
    {
        var looks = 0;
        var chart = SampleCharts.Line([1], [1]);
        Plotly
            .NET.GenericChart.getTraces(chart)
            .Head.With("y", Enumerable.Range(0, 1).Select(_ => (double)Interlocked.Increment(ref looks)));
        var bundle = Formatting.BundleOf(chart);
        Assert.Equal(1, looks);
        Assert.Equal(1.0, (double)bundle.Data[ChartExtensions.MimeType]!["data"]![0]!["y"]![0]!);
        Assert.EndsWith("1 point, 1", bundle.Text("text/plain"));
        // Shown again, it is looked at again.
        Assert.EndsWith("1 point, 2", Formatting.BundleOf(chart).Text("text/plain"));
        IEnumerable<double> Broken()
        {
            yield return 1;
            throw new InvalidOperationException("gone");
        }
        Plotly.NET.GenericChart.getTraces(chart).Head.With("y", Broken());
        Assert.Contains(
            "the data of a chart could not be read (got gone)",
            Assert.Throws<InvalidInputException>(() => Formatting.BundleOf(chart)).Message
        );
    }

    [Fact]
    public void A_picture_is_of_what_the_chart_is_now()
    {
        var chart = SampleCharts.Line([1, 2], [3, 4]);
        var first = Formatting.BundleOf(chart, "image/png").Text("image/png");
        Plotly.NET.GenericChart.getTraces(chart).Head.With("y", new double[] { 9, 1 });
        Assert.NotEqual(first, Formatting.BundleOf(chart, "image/png").Text("image/png"));
    }

    [Fact]
    public void A_chart_of_a_million_points_is_refused_with_the_way_out()
    {
        var many = Enumerable.Range(0, 1_000_000).Select(i => i * 0.001).ToArray();
        var chart = Plotly.NET.CSharp.Chart.Line<double, double, string>(many, many, UseDefaults: false);
        var error = Assert.Throws<InvalidInputException>(() => Formatting.BundleOf(chart)).Message;
        Assert.Matches(
            @"^a chart in a notebook must be small enough to send and to save \(got 1\d\.\d MB of JSON\); allowed: at most 12 MB\. Draw fewer points",
            error
        );
        Assert.EndsWith("chart.SaveHtml(\"chart.html\").", error);
        Assert.Contains("1000000 points", chart.ToText());
    }

    [Fact]
    public void Its_html_holds_data_and_words_but_no_script_to_run()
    {
        var html = Formatting.BundleOf(Line).Text("text/html")!;
        Assert.StartsWith("<workbench-figure data-needs=\"plotly\" role=\"figure\" aria-label=\"a &lt; b\"", html);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(html, "<script"));
        Assert.Contains("<script type=\"application/json\">", html);
        Assert.DoesNotContain("</script><b>", html);
        Assert.InRange(html.Length, 200, 5_000);
    }

    [Fact]
    public void The_figures_of_a_study_are_shown_one_below_another()
    {
        var html = Formatting.BundleOf(new StudyFigures(SampleStudy.Data)).Text("text/html")!;
        Assert.Equal(8, System.Text.RegularExpressions.Regex.Count(html, "<workbench-figure"));
    }

    [Fact]
    public void A_picture_is_drawn_when_it_is_asked_for()
    {
        var bundle = Formatting.BundleOf(SampleCharts.Line([1, 2], [3, 4]).WithSize(640, 320), "image/png");
        var png = Convert.FromBase64String(bundle.Text("image/png")!);
        Assert.Equal(
            (640, 320),
            (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)))
        );
        Assert.InRange(png.Length, 5_000, 500_000);
        Assert.Equal(640, (int)bundle.Metadata["image/png"]!["width"]!);
        Assert.Contains("width=\"640\"", FigureElement.Of(Line, png).Text);
        if (Environment.GetEnvironmentVariable("WORKBENCH_SCREENSHOTS") is { Length: > 0 } folder)
            File.WriteAllBytes(Path.Combine(folder, "figure.png"), png);
    }

    [Fact]
    public void One_browser_draws_several_and_each_is_its_own()
    {
        var pictures = new[] { Line, SampleCharts.Line([1, 2], [3, 4], title: "other") }.ToPngs();
        Assert.Equal(2, pictures.Count);
        Assert.NotEqual(pictures[0], pictures[1]);
    }

    [Fact]
    public void A_figure_is_drawn_as_vectors_too()
    {
        var chromium = Chromium.Find(Environment.GetEnvironmentVariable);
        var figure = SampleCharts.Line([1, 2], [3, 4], "curve", "vectors").WithSize(640, 320).ToJson();
        var svg = System.Xml.Linq.XDocument.Parse(System.Text.Encoding.UTF8.GetString(FigurePictures.Svg(figure, chromium)));
        Assert.Equal(
            ("svg", "640", "320"),
            (svg.Root!.Name.LocalName, (string?)svg.Root.Attribute("width"), (string?)svg.Root.Attribute("height"))
        );
        Assert.Contains(svg.Descendants(), text => text.Name.LocalName == "text" && text.Value == "vectors");
        var pdf = System.Text.Encoding.Latin1.GetString(FigurePictures.Pdf(figure, chromium));
        Assert.StartsWith("%PDF-", pdf);
        // CSS pixels are 3/4 of a point.
        Assert.Matches(@"/MediaBox \[0 0 480(\.\d+)? 240(\.\d+)?\]", pdf);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(pdf, "/Type /Page\\b(?!s)"));
        using var folder = new TemporaryFolder();
        SampleCharts.Line([1, 2], [3, 4]).SaveSvg(folder.File("figure"));
        Assert.StartsWith("<svg", File.ReadAllText(folder.File("figure.svg")));
    }

    [Fact]
    public void Without_Chromium_the_error_says_how_to_get_it()
    {
        Assert.Equal(
            "an image of a figure needs Chromium (got no Chromium on the PATH). Install it (apt-get install chromium), "
                + "set WORKBENCH_CHROMIUM to its path, or leave the image out.",
            Assert.Throws<InvalidInputException>(() => Chromium.Find(_ => null)).Message
        );
        Assert.Contains(
            "WORKBENCH_CHROMIUM=/nowhere/chromium, which is not a file",
            Assert
                .Throws<InvalidInputException>(() => Chromium.Find(name => name == "WORKBENCH_CHROMIUM" ? "/nowhere/chromium" : null))
                .Message
        );
    }

    [Fact]
    public void A_browser_that_hangs_fails_or_is_none_is_an_error_in_time()
    {
        Assert.Contains(
            "did not render the figure within 1 s",
            Assert.Throws<InvalidInputException>(() => Fake("sleep 60", TimeSpan.FromSeconds(1))).Message
        );
        Assert.Contains(
            "ended with 3: no display",
            Assert.Throws<InvalidInputException>(() => Fake("echo no display >&2; exit 3", TimeSpan.FromSeconds(30))).Message
        );
        Assert.Contains(
            "did not render every figure (got 0 of 1)",
            Assert.Throws<InvalidInputException>(() => Fake("echo '<html></html>'", TimeSpan.FromSeconds(30))).Message
        );
        Assert.Contains(
            "Chromium could not be started",
            Assert.Throws<InvalidInputException>(() => new Chromium("/etc/hostname", TimeSpan.FromSeconds(5)).Dom("")).Message
        );
    }

    private static IReadOnlyList<byte[]> Fake(string script, TimeSpan limit)
    {
        var folder = Directory.CreateTempSubdirectory("workbench-fake-").FullName;
        try
        {
            var path = Path.Combine(folder, "chromium");
            File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
            return FigurePictures.Png([Line.ToJson()], Chromium.Find(name => name == "WORKBENCH_CHROMIUM" ? path : null, limit));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
