using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Pages;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>Notebooks as pages and as JUnit reports.</summary>
public class PageTests
{
    private static readonly ScriptLibrary Scripts = new(
        new Dictionary<string, Func<string>> { ["plotly"] = () => "<script>THE LIBRARY</script>" }
    );

    private static string Page(NotebookDocument document) =>
        Encoding.UTF8.GetString(NotebookPage.Of(document, "name & title", Scripts, PagePictures.AttachmentsAlone));

    private static NotebookDocument With(params string[] outputs)
    {
        var document = Samples.Code("var x = 1;");
        foreach (var output in outputs)
            document.Cells[0].Outputs.Add(JsonNode.Parse(output));
        return document;
    }

    [Fact]
    public void A_page_has_text_code_and_the_best_form_of_each_output()
    {
        var page = Page(Samples.Rich());
        Assert.Contains("<title>Title</title>", page, StringComparison.Ordinal);
        Assert.Contains("<h1 id=\"title\">Title</h1>", page, StringComparison.Ordinal);
        Assert.Contains(
            "<span class=\"k\">int</span> seeds = <span class=\"n\">3</span>;\n<span class=\"k\">var</span> name = <span "
                + "class=\"s\">&quot;x&quot;</span>;",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<pre class=\"stdout\">one\ntwo\n</pre>", page, StringComparison.Ordinal);
        Assert.Contains("<div class=\"output\"><b>x</b></div>", page, StringComparison.Ordinal);
        Assert.Contains("<pre class=\"error\"><span class=\"a1\">red</span></pre>", page, StringComparison.Ordinal);
        Assert.Contains("<i>raw</i>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("THE LIBRARY", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_escaped_and_scripts_of_outputs_are_kept()
    {
        var page = Page(
            With(
                """{"output_type": "stream", "name": "stdout", "text": "<script>alert(1)</script>"}""",
                """{"output_type": "display_data", "metadata": {}, "data": {"application/javascript": "go()", "text/plain": "x"}}""",
                """{"output_type": "display_data", "metadata": {"image/png": {"width": 30}}, "data": {"image/png": "AA\nBB", "text/plain": "x"}}""",
                """{"output_type": "display_data", "metadata": {}, "data": {"application/json": {"a": "<b>"}}}"""
            )
        );
        Assert.Contains("<title>name &amp; title</title>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("<script>go()</script>", page, StringComparison.Ordinal);
        Assert.Contains("<img src=\"data:image/png;base64,AABB\" width=\"30\" alt=\"\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"<b>\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_raw_cell_whose_format_is_no_text_is_no_html()
    {
        var document = With();
        document.Insert(
            1,
            new NotebookCell(
                JsonNode
                    .Parse("""{"cell_type": "raw", "metadata": {"format": 3, "raw_mimetype": ["text/html"]}, "source": "<i>raw</i>"}""")!
                    .AsObject()
            )
        );
        Assert.DoesNotContain("<i>raw</i>", Page(document), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_nests_as_deep_as_a_notebook_may()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\": ", 400)) + "\"the end\"" + new string('}', 400);
        var output = JsonNode.Parse(
            "{\"output_type\": \"display_data\", \"metadata\": {}, \"data\": {\"application/json\": " + deep + "}}",
            documentOptions: new() { MaxDepth = 512 }
        );
        var document = Samples.Code("var x = 1;");
        document.Cells[0].Outputs.Add(output);
        Assert.Contains("&quot;the end&quot;", Page(document), StringComparison.Ordinal);
    }

    [Fact]
    public void Attached_pictures_are_found_under_the_names_that_links_have()
    {
        var document = Samples.Rich();
        document.Cells[0].Source = "![a](attachment:my%20picture.png) ![b](attachment:p.png)";
        document.Cells[0].Node["attachments"] = new JsonObject
        {
            ["my picture.png"] = new JsonObject { ["image/png"] = "AAAA" },
            ["p.png"] = new JsonObject { ["image/png"] = "BBBB" },
        };
        var page = Page(document);
        Assert.Contains("src=\"data:image/png;base64,AAAA\"", page, StringComparison.Ordinal);
        Assert.Contains("src=\"data:image/png;base64,BBBB\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Plotly_js_comes_once_and_before_what_needs_it()
    {
        const string ours =
            """{"output_type": "display_data", "metadata": {}, "data": {"application/vnd.plotly.v1+json": {"data": []}, "text/html": "<workbench-figure data-needs=\"plotly\"></workbench-figure>"}}""";
        const string other =
            """{"output_type": "display_data", "metadata": {}, "data": {"application/vnd.plotly.v1+json": {"data": [{"name": "</script>"}]}, "text/plain": "Figure"}}""";
        foreach (var outputs in new[] { new[] { ours, ours }, [other, ours], [other] })
        {
            var page = Page(With(outputs));
            Assert.Equal(1, page.Split("THE LIBRARY").Length - 1);
            Assert.True(
                page.IndexOf("THE LIBRARY", StringComparison.Ordinal) < page.IndexOf("<workbench-figure", StringComparison.Ordinal)
            );
            Assert.DoesNotContain("\"</script>\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tags_take_parts_out_and_attachments_come_in()
    {
        var document = Samples.Code("secretCode()", "shownCode()");
        document.Cells[0].Metadata["tags"] = new JsonArray("remove-cell");
        document.Cells[1].Metadata["tags"] = new JsonArray("remove-input");
        document.Cells[1].Outputs.Add(JsonNode.Parse("""{"output_type": "stream", "name": "stdout", "text": "kept"}"""));
        var page = Page(document);
        Assert.DoesNotContain("Code", page, StringComparison.Ordinal);
        Assert.Contains("kept", page, StringComparison.Ordinal);
        Assert.Contains(
            "<span class=\"math\">x^2</span>",
            MarkdownHtml.Of("a $x^2$ b", PagePictures.AttachmentsAlone, null),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "src=\"data:image/png;base64,AAAA\"",
            MarkdownHtml.Of(
                "![x](attachment:p.png)",
                PagePictures.AttachmentsAlone,
                new JsonObject { ["p.png"] = new JsonObject { ["image/png"] = "AAAA" } }
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "#!ablate position=rope,alibi <x>\nvar y = 2; // note",
        "<span class=\"m\">#!ablate position=rope,alibi &lt;x&gt;</span>\n<span class=\"k\">var</span> y = <span "
            + "class=\"n\">2</span>; <span class=\"c\">// note</span>"
    )]
    [InlineData("%lsmagic", "<span class=\"m\">%lsmagic</span>")]
    [InlineData(
        "#r \"nuget: A, 1\"\n$\"a{x}b\"",
        "<span class=\"m\">#r &quot;nuget: A, 1&quot;</span>\n<span class=\"s\">$&quot;</span><span class=\"s\">a</span>{x}<span "
            + "class=\"s\">b</span><span class=\"s\">&quot;</span>"
    )]
    [InlineData("not ( valid", "not ( valid")]
    [InlineData("", "")]
    public void Code_is_coloured(string code, string html) => Assert.Equal(html, CodeHtml.Of(code));

    [Fact]
    public async Task A_junit_report_has_a_case_for_every_cell()
    {
        using var shell = new RunShell();
        shell.Write("a.ipynb", "print hello \u001b[1m<", "error boo", "print never");
        shell.Write("b.ipynb", "die");
        await shell.Run(
            new()
            {
                Files = ["a.ipynb", "b.ipynb"],
                JUnit = "r.xml",
                Html = "pages",
            }
        );
        Assert.Equal(2, Directory.GetFiles(shell.File("pages"), "*.html").Length);
        var report = XDocument.Load(shell.File("r.xml")).Root!;
        Assert.Equal(
            ("4", "1", "1", "1"),
            (
                (string?)report.Attribute("tests"),
                (string?)report.Attribute("failures"),
                (string?)report.Attribute("errors"),
                (string?)report.Attribute("skipped")
            )
        );
        var cases = report.Descendants("testcase").ToList();
        Assert.Equal(
            ["cell 1: print hello \ufffd[1m<", "cell 2: error boo", "cell 3: print never", "cell 1: die"],
            cases.Select(one => (string?)one.Attribute("name"))
        );
        Assert.Contains("hello", cases[0].Element("system-out")!.Value, StringComparison.Ordinal);
        Assert.Equal(
            ("FakeException: boo", "FakeException"),
            ((string?)cases[1].Element("failure")!.Attribute("message"), (string?)cases[1].Element("failure")!.Attribute("type"))
        );
        Assert.Contains("at line 1", cases[1].Element("failure")!.Value, StringComparison.Ordinal);
        Assert.NotNull(cases[2].Element("skipped"));
        Assert.Equal("DeadKernelError", (string?)cases[3].Element("error")!.Attribute("type"));
    }
}
