using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>
/// plotly.js (MIT), the copy that stands inside Plotly.NET's assembly: it draws every kind of chart that Plotly.NET makes, and Plotly.NET's JSON is made for it.
/// A page needs <see cref="ScriptElement"/> once, before or after its figures, and <see cref="DrawElement"/> once at its end.
/// </summary>
public static partial class PlotlyJs
{
    private static readonly Lazy<string> Library = new(() => Read(typeof(GenericChart).Assembly, Named(typeof(GenericChart).Assembly, "plotly-", ".min.js")));
    private static readonly Lazy<string> Element = new(() =>
        $"<script>if(!window.WorkbenchPlotly){{(function(before){{(function(define,module,exports){{{Source}\n}}).call(window);window.WorkbenchPlotly=window.Plotly;if(before)window.Plotly=before}})(window.Plotly)}}</script>");
    private static readonly Lazy<string> Drawing = new(() => Read(typeof(PlotlyJs).Assembly, "Workbench.Reporting.draw.js"));

    /// <summary>The library's source text, its licence notice included.</summary>
    public static string Source => Library.Value;

    /// <summary>Its version: "2.28.0".</summary>
    public static string Version => Header().Match(Source) is { Success: true } header ? header.Groups[1].Value : throw new InvalidOperationException("plotly.js names no version");

    /// <summary>The script element that loads the library; about 3.6 MB.</summary>
    // The notebook's RequireJS would catch the library's UMD header; without define it becomes window.Plotly. It keeps a name of its own beside the
    // page's own plotly.js, if there is one, and a page that has it loads it no second time.
    public static string ScriptElement => Element.Value;

    /// <summary>The script element that draws every figure of the page which is not drawn yet, and those that notebook outputs bring later; keeps them right on narrow screens and in print.</summary>
    public static string DrawElement => $"<script>{Drawing.Value}</script>";

    private static string Named(Assembly assembly, string start, string end) =>
        assembly.GetManifestResourceNames().FirstOrDefault(name => name.Contains(start, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} {assembly.GetName().Version} has no {start}*{end} inside");

    private static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{assembly.GetName().Name} was built without {name}");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"plotly\.js v(\d+\.\d+\.\d+)")]
    private static partial Regex Header();
}
