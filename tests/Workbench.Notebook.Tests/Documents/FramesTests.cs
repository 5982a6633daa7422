using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Pages;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>On a page each output and text stays in its own place, and pictures come with it.</summary>
public sealed class FramesTests : IDisposable
{
    private static readonly byte[] Red = [1, 2, 3];
    private static readonly byte[] Green = [4, 5, 6];
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _folder.Dispose();

    private IDocument Page(NotebookDocument document) =>
        new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(
            Encoding.UTF8.GetString(NotebookPage.Of(document, "x", ScriptLibrary.Empty, new PagePictures([_folder.Path], _warnings.Add)))
        );

    private static NotebookDocument Cells(params (string Type, string Text)[] cells)
    {
        var document = Samples.Code([.. cells.Select(_ => "x")]);
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i].Type is "markdown" or "raw")
            {
                document.Cells[i].Node["cell_type"] = cells[i].Type;
                document.Cells[i].Source = cells[i].Text;
                document.Cells[i].Metadata["format"] = "text/html";
            }
            else
            {
                document
                    .Cells[i]
                    .Outputs.Add(
                        (JsonNode)
                            new JsonObject
                            {
                                ["output_type"] = "display_data",
                                ["metadata"] = new JsonObject(),
                                ["data"] = new JsonObject { [cells[i].Type] = cells[i].Text },
                            }
                    );
            }
        }
        return document;
    }

    public static TheoryData<string, string> Broken()
    {
        var data = new TheoryData<string, string>();
        string[] fragments =
        [
            "<!-- a note that was never closed",
            "<table><tr><td>x",
            "<table><tr><td>x</td></tr>",
            "<div><section><b>x",
            "</div></section></main></body></html>x",
            "x</div>y",
            "<script>let a = 1;",
            "<script><!--<script>",
            "<style>p {",
            "<textarea>x",
            "<title>x",
            "<plaintext>x",
            "<select><option>x",
            "<svg><g>",
            "<a href=\"x>y",
            "<b><i>x",
            "<noscript>x",
            "<template><p>x",
            "<iframe>x",
            "<xmp>x",
            "<math><mi>x",
            "<!DOCTYPE html><html><head><title>t</title></head><body><p>x</p></body></html>",
            "<button>x",
            "<details><summary>x",
            "<frameset>",
            "<![CDATA[ x",
            "<?php x",
            "<p",
            "<",
        ];
        foreach (var type in new[] { "text/html", "text/markdown", "image/svg+xml", "markdown", "raw" })
        {
            foreach (var fragment in fragments)
                data.Add(type, fragment);
        }
        data.Add("application/javascript", "a = '</script><!--'");
        data.Add("application/javascript", "a = '<!--<script>'");
        return data;
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_not_closed_takes_nothing_in_that_follows(string type, string fragment)
    {
        var page = Page(Cells((type, fragment), ("markdown", "## After"), ("text/plain", "visible?")));
        var main = page.QuerySelector("body > main")!;
        Assert.Equal("After", main.QuerySelector("main > section.text > h2")?.TextContent);
        Assert.Equal("visible?", main.QuerySelector("main > section.code:last-child > div.output > pre")?.TextContent);
        Assert.Equal(3, main.Children.Length);
    }

    [Theory]
    [InlineData("<b>x</b>")]
    [InlineData("a &amp b <br> <p>one<p>two")]
    [InlineData(
        "<workbench-figure data-needs=\"plotly\"><script type=\"application/json\">{\"a\": \"<\\/b>\"}</script></workbench-figure>"
    )]
    [InlineData("<table><tr><td>a<td>b</table>")]
    public void What_stays_within_comes_to_the_letter(string html) => Assert.Equal(html, HtmlFrame.Of(html));

    [Fact]
    public void Pictures_beside_the_notebook_stand_in_the_page()
    {
        Directory.CreateDirectory(_folder.File("img/my pictures"));
        File.WriteAllBytes(_folder.File("img/dot.png"), Red);
        File.WriteAllBytes(_folder.File("img/my pictures/grün 1.svg"), Green);
        var page = Page(
            Cells(
                (
                    "markdown",
                    "![a](img/dot.png) <img src='img/dot.png'> ![b](img/my%20pictures/gr%C3%BCn%201.svg) ![c](<img/my "
                        + "pictures/grün 1.svg>) ![d](./img/dot.png?raw=true)"
                ),
                ("text/html", "<picture><source src='img/dot.png'><img src=\"img/my pictures/grün 1.svg\"></picture>"),
                ("text/markdown", "![e](img/dot.png)"),
                ("image/svg+xml", "<svg><image href='img/dot.png'/></svg>"),
                (
                    "text/html",
                    $"<img src='file://{_folder.File("img/dot.png")}'><img src='https://example.org/x.png'><img "
                        + $"src='data:image/png;base64,AA'><img src='//example.org/y.png'>"
                )
            )
        );
        var (red, green) = (
            $"data:image/png;base64,{Convert.ToBase64String(Red)}",
            $"data:image/svg+xml;base64,{Convert.ToBase64String(Green)}"
        );
        Assert.Equal(
            [
                red,
                red,
                green,
                green,
                red,
                red,
                green,
                red,
                red,
                red,
                "https://example.org/x.png",
                "data:image/png;base64,AA",
                "//example.org/y.png",
            ],
            page.QuerySelectorAll("img, source, image").Select(one => one.GetAttribute("src") ?? one.GetAttribute("href"))
        );
        Assert.Empty(_warnings);
    }

    [Fact]
    public void An_attachment_is_found_by_its_whole_name()
    {
        var document = Cells(
            (
                "markdown",
                "![r](attachment:img) ![g](attachment:img2) <img src=\"attachment:img2\"> ![s](attachment:my%20img.png) "
                    + "![n](attachment:none.png)"
            )
        );
        document.Cells[0].Node["attachments"] = new JsonObject
        {
            ["img"] = new JsonObject { ["image/png"] = "AAAA" },
            ["img2"] = new JsonObject { ["text/plain"] = "x", ["image/png"] = "BB\nBB" },
            ["my img.png"] = new JsonObject { ["image/gif"] = "CCCC" },
        };
        Assert.Equal(
            [
                "data:image/png;base64,AAAA",
                "data:image/png;base64,BBBB",
                "data:image/png;base64,BBBB",
                "data:image/gif;base64,CCCC",
                "attachment:none.png",
            ],
            Page(document).QuerySelectorAll("img").Select(one => one.GetAttribute("src"))
        );
        Assert.Equal(["the cell has no attachment none.png; the page lacks the image"], _warnings);
    }

    [Fact]
    public void A_picture_that_is_not_there_is_warned_of()
    {
        File.WriteAllBytes(_folder.File("table.csv"), Red);
        var page = Page(Cells(("markdown", "![a](img/none%201.png) ![b](table.csv)"), ("text/html", "<img src='gone.png'>")));
        Assert.Equal(["img/none%201.png", "table.csv", "gone.png"], page.QuerySelectorAll("img").Select(one => one.GetAttribute("src")));
        Assert.Equal(3, _warnings.Count);
        Assert.Equal("there is no image img/none 1.png; the page lacks it", _warnings[0]);
        Assert.StartsWith("table.csv has no supported type (png, jpg,", _warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_headless_run_finds_them_beside_the_notebook_and_goes_on_without()
    {
        using var shell = new RunShell();
        Directory.CreateDirectory(shell.File("sub"));
        File.WriteAllBytes(shell.File("sub/dot.png"), Red);
        var document = Cells(("markdown", "![a](dot.png) ![b](none.png)"));
        document.WriteIpynb(shell.File("sub/in.ipynb"));
        var result = await shell.Run(
            new()
            {
                Files = ["sub/in.ipynb"],
                Html = "out.html",
                Folder = ".",
            }
        );
        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Contains(
            $"data:image/png;base64,{Convert.ToBase64String(Red)}",
            await File.ReadAllTextAsync(shell.File("out.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "sub/in.ipynb: there is no image none.png; the page lacks it",
            Assert.Single(shell.Events.OfType<Workbench.Operations.WarningRaised>()).Text
        );
    }
}
