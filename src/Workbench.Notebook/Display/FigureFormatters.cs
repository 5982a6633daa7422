using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using Workbench.Reporting;

namespace Workbench.Notebook.Display;

/// <summary>How figures look in a notebook: the one place that knows both.</summary>
public static class FigureFormatters
{
    private const string Png = "image/png";

    // A notebook holds a figure twice, as data and as HTML. Jupyter's servers let through less than this by default, and say so.
    private const int MostCharacters = 12_000_000;

    private static readonly Lazy<bool> Registered = new(RegisterAll);
    private static volatile bool _pictures;
    private static volatile bool _defaultsAreSet;

    /// <summary>What figures need on a page: plotly.js, carried by one output of a notebook.</summary>
    public static ScriptLibrary Scripts { get; } =
        new(new Dictionary<string, Func<string>> { [FigureElement.Script] = () => PlotlyJs.ScriptElement + PlotlyJs.DrawElement });

    /// <summary>
    /// Registers the formatters of figures; called again, it changes only whether there are pictures. Plotly.NET is loaded when a first
    /// chart is made.
    /// </summary>
    /// <param name="withPictures">Whether the bundle of every figure holds a PNG too, which takes a Chromium and about a second; default
    /// false.</param>
    public static void Register(bool withPictures = false)
    {
        _pictures = withPictures;
        _ = Registered.Value;
    }

    private static bool RegisterAll()
    {
        Formatting.Prepare();
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => SetDefaults(loaded.LoadedAssembly);
        Formatting.WhenSeen("Plotly.NET.GenericChart", RegisterCharts);
        MimeFormatter.Register<StudyFigures>(
            study => Html.Join(study.All.Select(figure => Formatting.HtmlOf(figure.Chart))),
            study => string.Join("\n\n", study.All.Select(figure => figure.Chart.ToText()))
        );
        return true;
    }

    // A chart that a cell makes looks as those of a study do, from the first one on. Plotly.NET's defaults take a twentieth of a second to
    // be made, so they are not touched before code of a user's own knows Plotly.NET.
    private static void SetDefaults(Assembly loaded)
    {
        if (!_defaultsAreSet && !IsOfTheProgram(loaded) && loaded.GetReferencedAssemblies().Any(one => one.Name == "Plotly.NET"))
        {
            _defaultsAreSet = true;
            FigureTemplate.SetAsDefault();
        }
    }

    private static bool IsOfTheProgram(Assembly loaded) =>
        !loaded.IsDynamic && loaded.Location.Length > 0 && loaded.Location.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal);

    private static void RegisterCharts(Type type)
    {
        MimeFormatter.Register<GenericChart>(ChartExtensions.MimeType, Json);
        Formatter.Register(
            new MimeFormatter(
                type,
                Png,
                chart => Convert.ToBase64String(Picture((GenericChart)chart)),
                chart => new JsonObject { ["width"] = FigurePictures.WidthOf(Picture((GenericChart)chart)) }
            )
        );
        MimeFormatter.Register<GenericChart>(
            chart => FigureElement.Of(Json(chart), FigureWords.Of(Json(chart)), _pictures ? Picture(chart) : null),
            chart => FigureWords.Of(Json(chart))
        );
        string[] forms = [ChartExtensions.MimeType, HtmlFormatter.MimeType];
        Formatter.SetPreferredMimeTypesFor(type, _pictures ? [.. forms, Png] : forms);
    }

    // A chart may hold sequences that are other ones at each look, and may be changed after it was shown: the forms of one output are made
    // of one JSON.
    private static string Json(GenericChart chart) => Formatting.Once(chart, () => Checked(chart));

    private static string Checked(GenericChart chart)
    {
        string json;
        try
        {
            json = chart.ToJson();
        }
        catch (Exception error) when (error is not (OperationCanceledException or WorkbenchException))
        {
            throw new InvalidInputException(
                [new Fault("what a chart draws must be there when it is shown", error.GetBaseException().Message)],
                error
            );
        }
        return json.Length <= MostCharacters
            ? json
            : throw new InvalidInputException(
                "a chart in a notebook must be small enough to travel and to be saved",
                string.Create(CultureInfo.InvariantCulture, $"{json.Length / 1e6:0.0} MB of JSON"),
                string.Create(CultureInfo.InvariantCulture, $"at most {MostCharacters / 1e6:0} MB"),
                "Draw fewer points (every tenth, or means of many), or write the chart as a page: chart.SaveHtml(\"chart.html\")."
            );
    }

    // One picture serves image/png and the fallback inside the HTML; a notebook holds it twice, so it has one pixel to a CSS pixel.
    private static byte[] Picture(GenericChart chart) =>
        Formatting.Once(
            chart,
            () => FigurePictures.Png([Json(chart)], Chromium.Find(Environment.GetEnvironmentVariable), pixelRatio: 1)[0]
        );
}
