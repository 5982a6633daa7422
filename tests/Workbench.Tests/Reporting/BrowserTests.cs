using Workbench.Reporting;

namespace Workbench.Tests.Reporting;

/// <summary>Figures and the report in headless Chromium: what a reader would see.</summary>
public sealed class BrowserTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public void The_report_draws_every_figure_without_errors_network_or_overflow(int width)
    {
        // What is folded can be wide too.
        var html = Report
            .ToHtml(SampleStudy.Data)
            .Replace("<details class=\"reading\">", "<details class=\"reading\" open>", StringComparison.Ordinal);
        Assert.Contains("Other tests of the same pairs", html, StringComparison.Ordinal);
        var page = Browser.Open(html, width);
        Assert.Empty(page.Errors);
        Assert.Equal(0, page.Resources);
        Assert.Equal(width, page.Width);
        Assert.Equal(0, page.Overflow);
        Assert.Equal(
            [
                "paired-differences",
                "learning-curves",
                "difference-curves",
                "final-metric",
                "interactions",
                "extrapolation",
                "throughput",
                "memory",
            ],
            page.Figures.Select(figure => figure.Id)
        );
        Assert.All(page.Figures, AssertDrawn);
        Assert.All(page.Figures, figure => Assert.InRange(figure.Width, 300, width));
        Assert.All(page.PrintedWidths, printed => Assert.Equal(680, printed));
        Assert.Equal(page.Figures.Count, page.PrintedWidths.Count);
    }

    [Fact]
    public void Every_kind_of_chart_draws_and_plotlys_own_validation_agrees()
    {
        var fragments = ChartGallery.Charts.Select(chart => chart.Value.ToHtmlFragment(chart.Key));
        var page = Browser.Open(
            $"<!DOCTYPE "
                + $"html><html><head></head><body>{string.Concat(fragments)}{PlotlyJs.ScriptElement}{PlotlyJs.DrawElement}</body></html>",
            900
        );
        Assert.Empty(page.Errors);
        Assert.Equal(ChartGallery.Charts.Keys, page.Figures.Select(figure => figure.Id));
        Assert.All(page.Figures, AssertDrawn);
    }

    [Fact]
    public void A_chart_is_a_page_of_its_own()
    {
        var page = Browser.Open(SampleCharts.Line([1, 2], [3, 4], "a", "Alone").ToHtml(), 800);
        Assert.Empty(page.Errors);
        AssertDrawn(Assert.Single(page.Figures));
        Assert.Contains("Alone", page.Texts);
    }

    [Fact]
    public void A_page_whose_figure_cannot_be_drawn_is_noticed()
    {
        var html = SampleCharts
            .Line([1, 2], [3, 4])
            .ToHtml()
            .Replace("\"type\":\"scatter\"", "\"type\":\"scatter\",\"why\":1")
            .Replace("</body>", "<script>throw new Error('seen')</script></body>");
        var page = Browser.Open(html, 800);
        Assert.Contains(page.Errors, error => error.Contains("seen"));
        Assert.NotEmpty(page.Figures[0].Faults);
    }

    [Fact]
    public void Names_with_markup_are_shown_as_text()
    {
        const string nasty = "<img src=x onerror=fail()>&amp;";
        var variant = SampleStudy.Data.Variants[0];
        var data = SampleStudy.Data with
        {
            Question = nasty,
            Variants = [variant with { Name = nasty, Values = [] }, .. SampleStudy.Data.Variants.Skip(1)],
            Audit = [],
        };
        var page = Browser.Open(Report.ToHtml(data), 1280);
        Assert.Empty(page.Errors);
        Assert.Equal(0, page.Resources);
        Assert.Contains(nasty, page.Texts);
    }

    [Fact]
    public void The_report_prints()
    {
        var pdf = Browser.Print(Report.ToHtml(SampleStudy.Data));
        Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
        Assert.InRange(pdf.Length, 60_000, 5_000_000);
    }

    private static void AssertDrawn(Browser.Figure figure)
    {
        Assert.Equal((figure.Id, "yes"), (figure.Id, figure.Drawn));
        Assert.True(figure.Surfaces > 0, $"{figure.Id} has no drawing surface");
        Assert.Equal((figure.Id, figure.Expected), (figure.Id, figure.Traces));
        Assert.Empty(figure.Faults);
    }
}
