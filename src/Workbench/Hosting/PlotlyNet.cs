using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Figures;
using Workbench.Notebook.Display;

namespace Workbench.Hosting;

/// <summary>Charts of Plotly.NET, a library that a user may load and that we do not know: recognised by name, asked for their JSON by reflection.</summary>
internal static class PlotlyNet
{
    /// <summary>The chart's type from version 5 on; before, the module that holds it.</summary>
    internal const string Name = "Plotly.NET.GenericChart";

    /// <summary>The chart's type before version 5.</summary>
    internal const string NestedName = "Plotly.NET.GenericChart+GenericChart";

    /// <summary>Registers the formatters of figures for the type.</summary>
    internal static void Register(Type type)
    {
        // toJson is a static member of the type (5.x) or a function of the module around it (4.2).
        var toJson = new[] { type, type.DeclaringType }.OfType<Type>()
            .Select(owner => owner.GetMethod("toJson", BindingFlags.Public | BindingFlags.Static, [type])).FirstOrDefault(method => method?.ReturnType == typeof(string));
        if (toJson is null)
            return;
        Register(type, GenericChart.MimeType, Json);
        Register(type, HtmlFormatter.MimeType, chart => FigureElement.Of(Json(chart), Words(chart), png: null).Text);
        Register(type, "image/png", chart => Convert.ToBase64String(FigurePng.Of([Json(chart)], Chromium.Find(Environment.GetEnvironmentVariable))[0]));
        Register(type, PlainTextFormatter.MimeType, Words);
        Formatter.SetPreferredMimeTypesFor(type, GenericChart.MimeType, HtmlFormatter.MimeType);

        string Json(object chart) => (string)toJson.Invoke(null, [chart])!;
        string Words(object chart) => FigureWords.Of(Json(chart));
    }

    private static void Register(Type type, string mimeType, Func<object, string> write) => Formatter.Register(new Form(type, mimeType, write));
}
