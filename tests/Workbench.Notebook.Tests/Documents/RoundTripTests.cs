using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Workbench.Notebook.Documents;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>Reading and writing loses nothing.</summary>
public class RoundTripTests
{
    private static readonly Gen<string> Line = Gen.Elements(
        "",
        " ",
        "var x = 1;",
        "#!time",
        "#r \"nuget: A, 1.0\"",
        "Console.WriteLine(\"é \ud83d\ude00 \\u2028\");",
        "// note",
        "# heading",
        "\tindented",
        "- item",
        "x\fy",
        "\u2028",
        "#!unknown-magic --a 1",
        "%lsmagic"
    );

    private static readonly Gen<string> NewLine = Gen.Elements("\n", "\r\n");

    private static Gen<string> Text(Gen<string> header) =>
        from mark in Gen.Elements("", "\uFEFF")
        from newLine in NewLine
        from lines in Gen.ListOf(Gen.Frequency((3, Line), (1, header)))
        from end in Gen.Elements("", newLine, newLine + newLine)
        select mark + string.Join(newLine, lines) + end;

    private static readonly Gen<string> Dib = Text(
        Gen.Elements("#!csharp", "#!markdown", "#!fsharp", "#!html", "#!c#", "#!pwsh", "#!csharp ")
    );

    private static readonly Gen<string> Csx = Text(
        Gen.Elements("// %%", "//%%", "// %% [markdown]", "// %% a title tags=[\"parameters\", \"x\"]", "// %% tags=[broken")
    );

    [Fact]
    public void Polyglot_text_comes_back_to_the_letter() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(Dib), text => Again(text, DocumentFormat.Dib) == text));

    [Fact]
    public void A_script_comes_back_to_the_letter() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(Csx), text => Again(text, DocumentFormat.Csx) == text));

    [Fact]
    public void A_text_notebook_becomes_an_ipynb_with_the_same_cells() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Arb.From(Dib),
                text =>
                {
                    var before = NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), DocumentFormat.Dib, "a.dib");
                    var after = NotebookDocument.Parse(Encoding.UTF8.GetBytes(before.ToIpynb()), DocumentFormat.Ipynb, "a.ipynb");
                    return before
                        .Cells.Select(cell => (cell.Kind, cell.Source, cell.Code))
                        .SequenceEqual(after.Cells.Select(cell => (cell.Kind, cell.Source, cell.Code)));
                }
            )
        );

    [Fact]
    public void What_is_written_once_stays_as_it_is()
    {
        var text = Samples.Rich().ToIpynb();
        Assert.Equal(text, Again(text, DocumentFormat.Ipynb));
        Assert.Contains("\"more\": \"kept\"", text, StringComparison.Ordinal);
        Assert.Contains("      2.50,\n      1e5,\n", text, StringComparison.Ordinal);
        Assert.True(
            text.IndexOf("\"zeta\"", StringComparison.Ordinal) < text.IndexOf("\"alpha\"", StringComparison.Ordinal),
            "the order of keys is kept"
        );
        Assert.Contains("é \u2028 \ud83d\ude00", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_of_json_goes_since_other_readers_refuse_it()
    {
        var text = Samples.Rich().ToIpynb();
        Assert.Equal(text, Again("\uFEFF" + text, DocumentFormat.Ipynb));
    }

    [Fact]
    public void Polyglot_cells_have_their_language_and_the_meta_block_its_say()
    {
        const string text =
            "\uFEFF#!meta\r\n\r\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"aliases\":[\"mine\"],\"name\":\"special\"}]}}\r\n\r\n#!csharp\r\n\r\n#!time\r\nvar "
            + "x = 1;\r\nx\r\n\r\n#!markdown\r\n\r\n# Head\r\n\r\n#!special\r\n\r\nany\r\n#!html\r\n<b>x</b>\r\n";
        var document = NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), DocumentFormat.Dib, "a.dib");
        Assert.Equal(["#!time\nvar x = 1;\nx", "# Head", "any", "<b>x</b>"], document.Cells.Select(cell => cell.Source));
        Assert.Equal([CellKind.Code, CellKind.Markdown, CellKind.Code, CellKind.Code], document.Cells.Select(cell => cell.Kind));
        Assert.Equal(["#!time\nvar x = 1;\nx", "#!special\nany", "#!html\n<b>x</b>"], document.CodeCells.Select(cell => cell.Code));
        Assert.Equal("csharp", (string?)document.Metadata["polyglot_notebook"]!["kernelInfo"]!["defaultKernelName"]);
        Assert.Equal(text, Again(text, DocumentFormat.Dib));
        document.Cells[0].Source = "var y = 2;\ny";
        Assert.Contains(
            "#!csharp\r\n\r\nvar y = 2;\r\ny\r\n\r\n#!markdown",
            Encoding.UTF8.GetString(document.ToBytes()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_script_without_marks_is_one_cell_and_marks_make_cells_with_tags()
    {
        Assert.Equal(["#r \"a\"\nvar x = 1;"], Sources("#r \"a\"\nvar x = 1;\n"));
        Assert.Empty(Sources("\n\n"));
        const string text =
            "using System;\n\n// %% tags=[\"parameters\"]\nint seeds = 1;\n\n// %% [markdown]\n// # Head\n// text\n\n// %% draw\nseeds\n";
        var document = NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), DocumentFormat.Csx, "a.csx");
        Assert.Equal(["using System;", "int seeds = 1;", "# Head\ntext", "seeds"], document.Cells.Select(cell => cell.Source));
        Assert.Equal(["parameters"], document.Cells[1].Tags);
        Assert.Equal(CellKind.Markdown, document.Cells[2].Kind);
    }

    private static IEnumerable<string> Sources(string text) =>
        NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), DocumentFormat.Csx, "a.csx").Cells.Select(cell => cell.Source);

    private static string Again(string text, DocumentFormat format) =>
        Encoding.UTF8.GetString(NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), format, "a").ToBytes());
}
