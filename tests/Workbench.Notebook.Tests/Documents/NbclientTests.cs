using System.Diagnostics;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Tests.Jupyter;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>The same notebook through Jupyter's own nbclient and the installed kernel: our runner keeps the same outputs.</summary>
public sealed class NbclientTests(InstalledKernel kernel) : IClassFixture<InstalledKernel>
{
    // Both sides as a list of outputs, pieces of a stream joined; what differs is printed.
    private const string Compare = """
        import json, nbformat, sys
        from nbclient import NotebookClient
        nb, ours = nbformat.read(sys.argv[1], 4), nbformat.read(sys.argv[2], 4)
        NotebookClient(nb, kernel_name='workbench', allow_errors=True, timeout=120).execute()
        def joined(cell):
            outputs = []
            for output in cell.outputs:
                if output.output_type == 'stream' and outputs and outputs[-1].get('name') == output.name:
                    outputs[-1]['text'] += output.text
                else:
                    outputs.append(json.loads(json.dumps(output)))
            return [cell.execution_count] + outputs
        for theirs, mine in zip(nb.cells, ours.cells):
            if theirs.cell_type == 'code' and joined(theirs) != joined(mine):
                print('cell', theirs.source, '\nnbclient:', json.dumps(joined(theirs))[:3000], '\nrun:     ', json.dumps(joined(mine))[:3000])
        print(len(nb.cells), 'cells compared')
        """;

    [Fact]
    public async Task Outputs_equal_those_of_nbclient()
    {
        using var shell = new RunShell(FakeCells.Real);
        shell.Write(
            "in.ipynb",
            "var n = 3;\nConsole.WriteLine($\"printed {n}\");\nn * 2",
            "foreach (var i in Enumerable.Range(0, n)) Console.Write(i);",
            "var handle = display(\"shown\");\ndisplay(HTML(\"<b>x</b>\"));",
            "handle.Update(\"changed\");",
            "torch.arange(4)",
            "Console.WriteLine(\"before\");\nthrow new InvalidOperationException(\"boo\");",
            "undefined",
            "Chart.Line<double, double, string>([1.0, 2], [3.0, 4])",
            "#!lsmagic",
            ""
        );
        var result = await shell.Run(
            new()
            {
                Files = ["in.ipynb"],
                Out = "out.ipynb",
                Continue = true,
            },
            scripts: FigureFormatters.Scripts
        );
        Assert.Equal(2, result.Notebooks[0].Cells.Count(cell => cell.Error is not null));

        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", Compare, shell.File("in.ipynb"), shell.File("out.ipynb")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = shell.Folder,
        };
        foreach (var (name, value) in kernel.Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        Assert.True(output.Trim() == "10 cells compared", output);
    }
}
