using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Figures;
using Workbench.Notebook.Display;

namespace Workbench.Notebook.Display;

/// <summary>How figures look in a notebook: the one place that knows both.</summary>
public static class FigureFormatters
{
    private const string Png = "image/png";
    private static readonly ConditionalWeakTable<GenericChart, byte[]> Pictures = [];
    private static readonly Lazy<bool> Registered = new(RegisterAll);
    private static volatile bool _pictures;

    /// <summary>What figures need on a page: plotly.js, carried by one output of a notebook.</summary>
    public static ScriptLibrary Scripts { get; } = new(new Dictionary<string, Func<string>> { [FigureElement.Script] = () => PlotlyJs.ScriptElement + PlotlyJs.DrawElement });

    /// <summary>Registers the formatters of figures; called again, it changes only whether there are pictures.</summary>
    /// <param name="withPictures">Whether the bundle of every figure holds a PNG too, which takes a Chromium and about a second; default false.</param>
    public static void Register(bool withPictures = false)
    {
        _pictures = withPictures;
        _ = Registered.Value;
        string[] forms = [GenericChart.MimeType, HtmlFormatter.MimeType];
        Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), withPictures ? [.. forms, Png] : forms);
    }

    private static bool RegisterAll()
    {
        Formatting.Prepare();
        Form.Register<GenericChart>(GenericChart.MimeType, chart => chart.ToJson());
        Formatter.Register(new Form(typeof(GenericChart), Png, chart => Convert.ToBase64String(Picture((GenericChart)chart)),
            chart => new JsonObject { ["width"] = FigurePng.WidthOf(Picture((GenericChart)chart)) }));
        Form.Register<GenericChart>(chart => FigureElement.Of(chart, _pictures ? Picture(chart) : null), chart => chart.ToString());
        Form.Register<StudyFigures>(
            study => Html.Join(study.All.Select(figure => Formatting.HtmlOf(figure.Chart))),
            study => string.Join("\n\n", study.All.Select(figure => figure.Chart.ToString())));
        Formatting.WhenSeen(PlotlyNet.Name, PlotlyNet.Register);
        Formatting.WhenSeen(PlotlyNet.NestedName, PlotlyNet.Register);
        return true;
    }

    // One picture serves image/png and the fallback inside the HTML; a notebook holds it twice, so it has one pixel to a CSS pixel.
    private static byte[] Picture(GenericChart chart) =>
        Pictures.GetValue(chart, static one => FigurePng.Of([one.ToJson()], Chromium.Find(Environment.GetEnvironmentVariable), pixelRatio: 1)[0]);
}
