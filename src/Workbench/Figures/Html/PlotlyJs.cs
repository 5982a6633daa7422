using System.Text;

namespace Workbench.Figures;

/// <summary>
/// plotly.js (its cartesian bundle, MIT), which stands inside this assembly: the build fetches the version pinned in build/Plotly.targets.
/// A page needs <see cref="ScriptElement"/> once, before or after its figures, and <see cref="DrawElement"/> once at its end.
/// </summary>
public static class PlotlyJs
{
    private static readonly Lazy<string> Library = new(() => Resource("plotly.js"));
    private static readonly Lazy<string> Drawing = new(() => Resource("theme.js") + Resource("draw.js"));

    /// <summary>The library's source text, its licence notice included.</summary>
    public static string Source => Library.Value;

    /// <summary>The script element that loads the library; about 1.4 MB.</summary>
    // The notebook's RequireJS would catch the library's UMD header; without define it becomes window.Plotly. It keeps a name of its own beside the
    // page's own plotly.js, if there is one, and a page that has it loads it no second time.
    public static string ScriptElement =>
        $"<script>if(!window.WorkbenchPlotly){{(function(before){{(function(define,module,exports){{{Source}\n}}).call(window);window.WorkbenchPlotly=window.Plotly;if(before)window.Plotly=before}})(window.Plotly)}}</script>";

    /// <summary>The script element that draws every figure of the page which is not drawn yet, and those that notebook outputs bring later; keeps them right on narrow screens, on dark pages and in print.</summary>
    public static string DrawElement => $"<script>{Drawing.Value}</script>";

    private static string Resource(string name)
    {
        using var stream = typeof(PlotlyJs).Assembly.GetManifestResourceStream($"Workbench.Figures.{name}")
            ?? throw new InvalidOperationException($"the assembly was built without {name}");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
