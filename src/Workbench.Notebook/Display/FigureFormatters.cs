using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using Workbench.Reporting;

namespace Workbench.Notebook.Display;

/// <summary>Registers the notebook formatters of figures.</summary>
public static class FigureFormatters
{
    private const string Png = "image/png";

    // A notebook stores a figure twice, as data and as HTML. The default data-rate limit of Jupyter servers is lower; the server reports an
    // excess.
    private const int MostCharacters = 12_000_000;

    private static readonly Lazy<bool> Registered = new(RegisterAll);
    private static volatile bool _pictures;
    private static volatile bool _defaultsAreSet;

    /// <summary>The script that figures need: plotly.js, carried by one output of a notebook.</summary>
    public static ScriptLibrary Scripts { get; } =
        new(new Dictionary<string, Func<string>> { [FigureElement.Script] = () => PlotlyJs.ScriptElement + PlotlyJs.DrawElement });

    /// <summary>
    /// Registers the formatters of figures; a second call changes only <paramref name="withPictures"/>. Plotly.NET is loaded with the first
    /// chart.
    /// </summary>
    /// <param name="withPictures">Adds a PNG to the bundle of every figure, which needs Chromium and takes about a second; default
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

    // Gives the charts of cells the template of study figures. Creating Plotly.NET's defaults takes about 50 ms, so it is put off until an
    // assembly from outside the program references Plotly.NET.
    private static void SetDefaults(Assembly loaded)
    {
        if (!_defaultsAreSet && !BelongsToProgram(loaded) && loaded.GetReferencedAssemblies().Any(one => one.Name == "Plotly.NET"))
        {
            _defaultsAreSet = true;
            FigureTemplate.SetAsDefault();
        }
    }

    private static bool BelongsToProgram(Assembly loaded) =>
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

    // All forms of one output use the same JSON: a chart may hold lazy sequences that change between enumerations.
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
            throw new InvalidInputException([new Fault("the data of a chart could not be read", error.GetBaseException().Message)], error);
        }
        return json.Length <= MostCharacters
            ? json
            : throw new InvalidInputException(
                "a chart in a notebook must be small enough to send and to save",
                string.Create(CultureInfo.InvariantCulture, $"{json.Length / 1e6:0.0} MB of JSON"),
                string.Create(CultureInfo.InvariantCulture, $"at most {MostCharacters / 1e6:0} MB"),
                "Draw fewer points (every tenth, or means of many), or write the chart as a page: chart.SaveHtml(\"chart.html\")."
            );
    }

    // One PNG serves image/png and the fallback inside the HTML. A notebook stores it twice, so its scale is one pixel per CSS pixel.
    private static byte[] Picture(GenericChart chart) =>
        Formatting.Once(
            chart,
            () => FigurePictures.Png([Json(chart)], Chromium.Find(Environment.GetEnvironmentVariable), pixelRatio: 1)[0]
        );
}
