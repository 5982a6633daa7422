using System.Diagnostics;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>Jupyter's own nbformat: we read what it writes, write it as it does, and it accepts what we make.</summary>
public class NbformatOracleTests
{
    // Notebooks of every minor version, with what makes writers differ: empty things, many lines, letters, JSON forms, SVG.
    private const string Write = """
        from nbformat.v4.nbbase import *
        import nbformat, sys, os
        out = sys.argv[1]
        def book(minor):
            cells = [new_markdown_cell('# T\n\ntext\n'), new_markdown_cell(''), new_raw_cell('raw', metadata={'format': 'text/x'}),
                     new_code_cell('x = 1\n"é😀\u2028\\t\x01"', execution_count=3, metadata={'tags': ['a'], 'z': {}, 'b': [], 'collapsed': False}, outputs=[
                        new_output('stream', name='stdout', text='a\nb'), new_output('stream', name='stderr', text=''),
                        new_output('display_data', data={'text/html': '<b>\nx</b>', 'application/json': {'b': [1, {'a': None}], 'a': 0.1}, 'image/svg+xml': '<svg>\n</svg>', 'image/png': 'AAAA\n', 'application/x+json': [1]}, metadata={'image/png': {'width': 3}}),
                        new_output('execute_result', data={'text/plain': "'1'"}, execution_count=3), new_output('error', ename='E', evalue='v', traceback=['a', 'b'])]),
                     new_code_cell('')]
            cells[0]['attachments'] = {'a.png': {'image/png': 'AAAA'}}
            nb = new_notebook(cells=cells, metadata={'kernelspec': {'name': 'k', 'display_name': 'K'}, 'other': [1, 2.5, 1e100, 12345678901234567890]})
            nb.nbformat_minor = minor
            if minor < 5:
                for c in nb.cells: c.pop('id', None)
            return nb
        for minor in range(6):
            nb = book(minor)
            if minor < 1: nb.cells[0].pop('attachments')
            nbformat.write(nb, os.path.join(out, f'{minor}.ipynb'), version=nbformat.NO_CONVERT)
        """;

    internal const string Validate = """
        import nbformat, sys, json
        for path in sys.argv[1:]:
            nb = json.load(open(path, encoding='utf-8'))
            nbformat.validate(nb, relax_add_props=False)
        print('valid')
        """;

    [Fact]
    public async Task We_write_what_we_read_as_nbformat_does()
    {
        using var folder = new TemporaryFolder();
        await Python(Write, folder.Path);
        var files = Directory.GetFiles(folder.Path, "*.ipynb").Order().ToList();
        Assert.Equal(6, files.Count);
        foreach (var file in files)
            Assert.Equal(await File.ReadAllTextAsync(file), NotebookDocument.Read(file).ToIpynb());
    }

    [Fact]
    public async Task Nbformat_accepts_what_we_make_of_text_formats_and_of_cells_without_names()
    {
        using var folder = new TemporaryFolder();
        var dib = NotebookDocument.Read(
            folder.Write("a.dib", "#!meta\n\n{\"kernelInfo\":{\"items\":[]}}\n\n#!csharp\n\n1\n\n#!markdown\n\n# T\n\n#!html\n\n<b></b>\n")
        );
        var csx = NotebookDocument.Read(folder.Write("b.csx", "// %% tags=[\"x\"]\n1\n// %% [markdown]\n// # T\n"));
        var rich = Samples.Rich();
        rich.Root.Remove("more");
        rich.Cells[1].Node["id"] = "not allowed!";
        rich.Cells[2].Node["id"] = "a";
        var bare = Samples.Code("1");
        bare.Root["nbformat_minor"] = 4;
        var written = new List<string>();
        foreach (var (document, name) in new[] { (dib, "dib"), (csx, "csx"), (rich, "rich"), (bare, "bare") })
        {
            CellIds.Complete(document);
            written.Add(folder.File($"{name}.ipynb"));
            document.WriteIpynb(written[^1]);
        }
        Assert.Equal("valid", await Python(Validate, [.. written]));
        Assert.Equal(3, rich.Cells.Select(cell => cell.Id).Distinct().Count());
        Assert.Equal("a", rich.Cells[0].Id);
        Assert.Null(bare.Cells[0].Id);
    }

    internal static async Task<string> Python(string script, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", ["-c", script, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output.Trim();
    }
}
