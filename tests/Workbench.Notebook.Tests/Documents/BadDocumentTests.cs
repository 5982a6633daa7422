using System.Text;
using Workbench.Notebook.Documents;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>Files that are no notebooks: every fault with its line, and never a change of the file.</summary>
public class BadDocumentTests
{
    [Theory]
    [InlineData("", "a.ipynb: the file is empty; allowed: a notebook of nbformat 4")]
    [InlineData(
        "{\n \"cells\": [\n  {\"cell_type\": \"code\",",
        "a.ipynb, line 3, column 23: the notebook is truncated: the file was not written completely. Restore it from version "
            + "control or from .ipynb_checkpoints"
    )]
    [InlineData(
        "{\n \"cells\": [],,\n \"nbformat\": 4}",
        "a.ipynb, line 2, column 14: the notebook is not JSON: expected a value after ',' or an object end"
    )]
    [InlineData("[]", "a.ipynb: a notebook must be a JSON object (got an array); allowed: an object")]
    [InlineData("{\"a\": 1}", "a.ipynb: a notebook must state its format (got no nbformat); allowed: 4. The file may not be a notebook")]
    [InlineData(
        "{\"nbformat\": 3, \"worksheets\": []}",
        "a.ipynb, line 1: nbformat: this format is too old (got 3); allowed: 4. Convert it: jupyter nbconvert --to notebook "
            + "--nbformat 4 FILE"
    )]
    [InlineData(
        "{\"worksheets\": []}",
        "a.ipynb, line 1: nbformat: this format is too old (got 3 or older); allowed: 4. Convert it: jupyter nbconvert --to "
            + "notebook --nbformat 4 FILE"
    )]
    [InlineData(
        "{\n\"nbformat\": 5}",
        "a.ipynb, line 2: nbformat: this format is newer than the Workbench (got 5); allowed: 4. Save the notebook as nbformat 4"
    )]
    [InlineData("{\"nbformat\": \"4\"}", "a.ipynb, line 1: nbformat: must be a whole number (got \"4\"); allowed: 4")]
    [InlineData("{\"nbformat\": 4, \"metadata\": {}}", "a.ipynb: a notebook must have cells (got none); allowed: an array named cells")]
    [InlineData("{\"nbformat\": 4,\n \"cells\": 3}", "a.ipynb, line 2: cells: must be an array (got a number)")]
    public void The_fault_and_its_place(string text, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), DocumentFormat.Ipynb, "a.ipynb")
        );
        Assert.StartsWith(message.Split("expected")[0], error.Message, StringComparison.Ordinal);
        if (!message.Contains("expected", StringComparison.Ordinal))
            Assert.Equal(message, error.Message);
    }

    [Fact]
    public void All_faults_of_the_cells_come_at_once()
    {
        const string text = """
            {
             "nbformat": 4, "nbformat_minor": 5, "metadata": [],
             "cells": [
              {"cell_type": "code", "source": 7, "metadata": {}},
              {"cell_type": "heading", "source": ""},
              "text",
              {"cell_type": "code", "source": "", "execution_count": "x", "metadata": {"tags": ["a", 1]}, "outputs": [
                {"output_type": "stream", "name": "stdout"},
                {"output_type": "display_data", "data": []},
                {"output_type": "pyout"},
                3,
                {"output_type": "error", "traceback": ["a", 1]},
                {"output_type": "stream", "name": 1, "text": ""},
                {"output_type": "display_data", "data": {"text/plain": ["a", 1], "application/json": ["a", 1]}, "metadata": 1}]}
             ]
            }
            """;
        var error = Assert.Throws<InvalidInputException>(() =>
            NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), DocumentFormat.Ipynb, "a.ipynb")
        );
        Assert.Equal(
            """
            a.ipynb, line 2: metadata: must be an object (got an array)
            a.ipynb, line 4: cells[0].source: source must be a text or an array of lines (got a number)
            a.ipynb, line 5: cells[1].cell_type: unknown cell type (got "heading"); allowed: code, markdown, raw
            a.ipynb, line 6: cells[2]: a cell must be an object (got a text)
            a.ipynb, line 7: cells[3].metadata.tags: must be an array of strings (got ["a",1])
            a.ipynb, line 7: cells[3].execution_count: must be a whole number or null (got "x")
            a.ipynb, line 8: cells[3].outputs[0].text: must be a text or an array of lines (got nothing)
            a.ipynb, line 9: cells[3].outputs[1].data: must be an object (got an array)
            a.ipynb, line 10: cells[3].outputs[2].output_type: unknown output_type (got "pyout"); allowed: stream, display_data, execute_result, error
            a.ipynb, line 11: cells[3].outputs[3]: an output must be an object (got a number)
            a.ipynb, line 12: cells[3].outputs[4].traceback: must be an array of lines (got ["a",1])
            a.ipynb, line 13: cells[3].outputs[5].name: must be a text (got 1)
            a.ipynb, line 14: cells[3].outputs[6].metadata: must be an object (got a number)
            a.ipynb, line 14: cells[3].outputs[6].data: text/plain must be a text or an array of lines (got ["a",1])
            """,
            error.Message
        );
    }

    [Fact]
    public void A_merge_conflict_is_called_one()
    {
        const string text = "{\n \"cells\": [\n<<<<<<< HEAD\n  {},\n=======\n  {}\n>>>>>>> x\n ], \"nbformat\": 4}\n";
        var error = Assert.Throws<InvalidInputException>(() =>
            NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), DocumentFormat.Ipynb, "a.ipynb")
        );
        Assert.Contains("a.ipynb, line 3", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("It contains merge conflict markers; resolve the conflict", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_letter_is_refused_with_its_line()
    {
        const string text = "{\"nbformat\": 4,\n \"cells\": [{\"cell_type\": \"raw\",\n  \"source\": \"\\ud83d\"}]}";
        var error = Assert.Throws<InvalidInputException>(() =>
            NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), DocumentFormat.Ipynb, "a.ipynb")
        );
        Assert.StartsWith("a.ipynb, line 3: a string contains half of a surrogate pair", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B, 0 }, "a.dib: a notebook must be UTF-8 text (got UTF-16); allowed: UTF-8. Save it as UTF-8")]
    [InlineData(
        new byte[] { (byte)'a', (byte)'\n', 0xC3, 0x28 },
        "a.dib, line 2: a notebook must be UTF-8 text (got the byte 0xc3); allowed: UTF-8. Save it as UTF-8"
    )]
    public void Other_encodings_are_refused(byte[] bytes, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<InvalidInputException>(() => NotebookDocument.Parse(bytes, DocumentFormat.Dib, "a.dib")).Message
        );

    [Theory]
    [InlineData("#!meta\n\n{\"kernelInfo\":\n\n#!csharp\n\n1\n", "a.dib, line ")]
    [InlineData("#!meta\n\n[1]\n\n#!csharp\n\n1\n", "a.dib, line 2: the #!meta block must be a JSON object")]
    public void A_broken_meta_block_is_named(string text, string message) =>
        Assert.StartsWith(
            message,
            Assert
                .Throws<InvalidInputException>(() => NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), DocumentFormat.Dib, "a.dib"))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Files_that_are_not_there_and_extensions_that_are_none()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            $"there is no such file (got {folder.File("no.ipynb")})",
            Assert.Throws<InvalidInputException>(() => NotebookDocument.Read(folder.File("no.ipynb"))).Message
        );
        Assert.Contains(
            "unknown notebook extension (got a.py); allowed: .ipynb, .dib, .csx",
            Assert.Throws<InvalidInputException>(() => NotebookDocument.Read("a.py")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Every_prefix_of_a_notebook_is_refused_cleanly()
    {
        var bytes = Encoding.UTF8.GetBytes(Samples.Rich().ToIpynb().TrimEnd());
        for (var length = 0; length < bytes.Length; length += 7)
        {
            var cut = bytes[..length];
            Assert.Throws<InvalidInputException>(() => NotebookDocument.Parse(cut, DocumentFormat.Ipynb, "a.ipynb"));
        }
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.ipynb", "old");
        // The temporary file beside it cannot be made: the folder's name is a file's.
        Assert.Throws<InvalidInputException>(() => Samples.Rich().Write(Path.Combine(path, "b.ipynb")));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_link_stays_a_link_and_permissions_stay()
    {
        using var folder = new TemporaryFolder();
        var target = folder.Write("target.ipynb", "old");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File.CreateSymbolicLink(folder.File("link.ipynb"), target);
        Samples.Rich().Write(folder.File("link.ipynb"));
        Assert.NotNull(new FileInfo(folder.File("link.ipynb")).LinkTarget);
        Assert.Equal(Samples.Rich().ToIpynb(), File.ReadAllText(target));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead, File.GetUnixFileMode(target));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }
}
