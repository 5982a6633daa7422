using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>
/// plotly.js (MIT), the copy embedded in Plotly.NET's assembly, which matches Plotly.NET's JSON. A page needs <see cref="ScriptElement"/>
/// once, before or after its figures, and <see cref="DrawElement"/> once at the end.
/// </summary>
public static partial class PlotlyJs
{
    private static readonly Lazy<string> Library = new(() =>
        Read(typeof(GenericChart).Assembly, Named(typeof(GenericChart).Assembly, "plotly-", ".min.js"))
    );
    private static readonly Lazy<string> Element = new(() => Loader.Replace("BYTES", Compressed(Source), StringComparison.Ordinal));
    private static readonly Lazy<string> Drawing = new(() =>
        string.Concat(new[] { "theme", "draw" }.Select(name => Read(typeof(PlotlyJs).Assembly, $"Workbench.Reporting.{name}.js")))
    );

    // Compressed, because the library has 3.6 MB, and Jupyter servers drop messages above their rate limit of 3 MB in three seconds. The
    // parameters named define, module and exports hide RequireJS from the library's UMD header, so that it sets window.Plotly. The library
    // is renamed to WorkbenchPlotly, so that a plotly.js of the page stays in place, and it is loaded only once per page.
    private const string Loader = """
        <script>if(!window.WorkbenchPlotlyReady){window.WorkbenchPlotlyReady=(async function(){
        var bytes=Uint8Array.from(atob("BYTES"),function(c){return c.charCodeAt(0)});
        var text=await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
        var before=window.Plotly,script=document.createElement("script");
        script.textContent="(function(define,module,exports){"+text+"\n}).call(window)";
        document.head.appendChild(script).remove();
        window.WorkbenchPlotly=window.Plotly;
        if(before)window.Plotly=before;
        })()}</script>
        """;

    /// <summary>The library's source text, with its licence notice.</summary>
    public static string Source => Library.Value;

    /// <summary>The library's version: "2.28.0".</summary>
    public static string Version =>
        Header().Match(Source) is { Success: true } header
            ? header.Groups[1].Value
            : throw new InvalidOperationException("the header of plotly.js contains no version");

    /// <summary>
    /// The script element that loads the library: about 1.5 MB, compressed. The promise WorkbenchPlotlyReady resolves when the library is
    /// loaded.
    /// </summary>
    public static string ScriptElement => Element.Value;

    /// <summary>
    /// The script element that draws the figures of the page, including figures that notebook outputs add later, and adapts them to narrow
    /// screens, dark pages and print.
    /// </summary>
    public static string DrawElement =>
        $"<script>Promise.resolve(window.WorkbenchPlotlyReady).then(function(){{{Drawing.Value}\n}})</script>";

    private static string Compressed(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static string Named(Assembly assembly, string start, string end) =>
        assembly
            .GetManifestResourceNames()
            .FirstOrDefault(name => name.Contains(start, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"{assembly.GetName().Name} {assembly.GetName().Version} has no resource {start}*{end}");

    private static string Read(Assembly assembly, string name)
    {
        using var stream =
            assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} was built without {name}");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"plotly\.js v(\d+\.\d+\.\d+)")]
    private static partial Regex Header();
}
