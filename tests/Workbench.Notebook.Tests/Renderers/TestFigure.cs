using System.Text.Json.Nodes;
using Workbench.Notebook;
using Workbench.Reporting;

namespace Workbench.Notebook.Tests.Renderers;

/// <summary>A small figure as a session shows it: data, HTML, words.</summary>
internal static class TestFigure
{
    public const string Data = "application/vnd.plotly.v1+json";

    /// <summary>A line and points.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="layout">More of its layout, as members of JSON: <c>"height":300</c>.</param>
    public static MimeBundle Of(string title, string layout = "")
    {
        var json = $$"""
            {"data":[{"type":"scatter","mode":"lines","name":"a","x":[1,2,3],"y":[3,1,2],"line":{"color":"#0b5c99"} },
            {"type":"scatter","mode":"markers","name":"b","x":[1,2,3],"y":[2,2,1],"marker":{"color":"#256b47"} }],
            "layout":{"title":{"text":"{{title}}"}{{(layout.Length > 0 ? "," : "")}}{{layout}} },"config":{} }
            """;
        return new MimeBundle(
            new JsonObject
            {
                [Data] = JsonNode.Parse(json),
                ["text/html"] = FigureElement.Of(json, $"{title}\n  scatter a, 3 points, 1 to 3", png: null).Text,
                ["text/plain"] = title,
            }
        );
    }

    /// <summary>The same without data, so that every front end draws it from the HTML.</summary>
    public static MimeBundle AsHtml(string title, string layout = "")
    {
        var bundle = Of(title, layout);
        bundle.Data.Remove(Data);
        return bundle;
    }
}
