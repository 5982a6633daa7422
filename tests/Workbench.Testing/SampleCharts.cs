using Plotly.NET;
using Workbench.Reporting;
using Chart = Plotly.NET.CSharp.Chart;

namespace Workbench.Testing;

/// <summary>Charts as a researcher makes them.</summary>
internal static class SampleCharts
{
    public static GenericChart Line(double[] x, double[] y, string? name = null, string? title = null)
    {
        var chart = Chart
            .Line<double, double, string>(x, y, UseDefaults: false)
            .WithLayout(new Layout().With("template", FigureTemplate.Template));
        foreach (var trace in GenericChart.getTraces(chart))
            trace.With("name", name);
        return title is null ? chart : chart.WithTitle(title);
    }
}
