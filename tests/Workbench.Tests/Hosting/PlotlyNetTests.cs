using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Hosting;
using Workbench.Notebook.Display;

namespace Workbench.Tests.Hosting;

/// <summary>Charts of Plotly.NET, by stand-ins of its names and members: the type with its static member (5.x), and the module around the type (4.2).</summary>
public sealed class PlotlyNetTests
{
    private const string Json = """{\"data\":[{\"type\":\"bar\",\"name\":\"<b>\",\"x\":[1],\"y\":[2]}],\"layout\":{\"title\":{\"text\":\"theirs\"}},\"config\":{\"responsive\":true}}""";

    // Cases of a union are nested types that derive from it.
    private const string Five = $$"""
        namespace Plotly.NET;
        public abstract class GenericChart
        {
            public static string toJson(GenericChart gChart) => "{{Json}}";
            public sealed class Chart : GenericChart { }
        }
        """;

    private const string Four = $$"""
        namespace Plotly.NET;
        public static class GenericChart
        {
            public static string toJson(GenericChart.{{Inner}} gChart) => "{{Json}}";
            public abstract class {{Inner}} { public sealed class Chart : {{Inner}} { } }
        }
        """;

    // C# does not let a nested type bear its container's name, F# does; the name is changed in the metadata's text below.
    private const string Inner = "GenericChar_";

    private const string Old = "namespace Plotly.NET; public class GenericChart { }";

    static PlotlyNetTests() => FigureFormatters.Register();

    [Theory]
    [InlineData(Five, "Plotly.NET.GenericChart+Chart")]
    [InlineData(Four, "Plotly.NET.GenericChart+GenericChart+Chart")]
    public void A_chart_is_a_figure(string source, string type)
    {
        var chart = Make(source, type);
        var bundle = Formatting.BundleOf(chart);
        Assert.Equal(["application/vnd.plotly.v1+json", "text/html", "text/plain"], bundle.Data.Select(form => form.Key));
        Assert.Equal("theirs", (string?)bundle.Data["application/vnd.plotly.v1+json"]!["layout"]!["title"]!["text"]);
        Assert.Contains("data-needs=\"plotly\"", bundle.Text("text/html"));
        Assert.DoesNotContain("\"<b>\"", bundle.Text("text/html"));
        Assert.Equal("theirs\n  bar \"<b>\", 1 point, 2 to 2", bundle.Text("text/plain"));
    }

    [Fact]
    public void Charts_inside_a_sequence_are_figures_too()
    {
        var chart = Make(Five, "Plotly.NET.GenericChart+Chart");
        Assert.Contains("<workbench-figure", Formatting.BundleOf(new[] { chart }).Text("text/html"));
    }

    [Fact]
    public void A_version_without_toJson_is_shown_as_any_object() =>
        Assert.DoesNotContain("workbench-figure", Formatting.BundleOf(Make(Old, "Plotly.NET.GenericChart")).Text("text/html") ?? "");

    private static object Make(string source, string type)
    {
        var compilation = CSharpCompilation.Create($"Plotly.NET.{Guid.NewGuid():n}", [CSharpSyntaxTree.ParseText(source)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        var bytes = image.ToArray();
        Rename(bytes);
        return Activator.CreateInstance(Assembly.Load(bytes).GetType(type, throwOnError: true)!)!;
    }

    private static void Rename(byte[] image)
    {
        var from = System.Text.Encoding.ASCII.GetBytes(Inner);
        var to = "GenericChart"u8;
        for (var at = image.AsSpan().IndexOf(from); at >= 0; at = image.AsSpan().IndexOf(from))
            to.CopyTo(image.AsSpan(at));
    }
}
