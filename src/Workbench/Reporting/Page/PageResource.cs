using System.Text;

namespace Workbench.Reporting;

/// <summary>The report's style sheet, embedded from report.css.</summary>
internal static class PageResource
{
    private static readonly Lazy<string> Text = new(() =>
    {
        using var stream =
            typeof(PageResource).Assembly.GetManifestResourceStream("Workbench.Reporting.report.css")
            ?? throw new InvalidOperationException("the assembly was built without report.css");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    });

    internal static string Css => Text.Value;
}
