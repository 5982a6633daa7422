using System.Text;
using Workbench.Notebook.Documents;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>Before anything runs: what is asked for wrongly is refused at once, and nothing is written.</summary>
public sealed class RunOptionsTests : IDisposable
{
    private readonly RunShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Every_fault_of_every_file_is_named_and_nothing_is_written()
    {
        File.WriteAllText(_shell.File("broken.ipynb"), "{\"nbformat\": 4,");
        File.WriteAllText(_shell.File("text.dib"), "1\n");
        _shell.Write("a.ipynb", "1");
        var before = Directory.GetFiles(_shell.Folder).Order().ToList();
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            _shell.Run(
                new()
                {
                    Files = ["broken.ipynb", "none.ipynb", "a.py", "text.dib", "a.ipynb"],
                    InPlace = true,
                    Out = "x",
                    Jobs = 0,
                    Check = new(-1, 0, null, false),
                    Folder = "nowhere",
                }
            )
        );
        Assert.Equal(
            $"""
            --jobs: the number of parallel notebooks (got 0); allowed: 1 or more
            -o: only one output may be chosen (got x); allowed: --inplace or -o, not both
            --rtol: a tolerance must not be negative (got -1); allowed: 0 or more
            --cwd: there is no such folder (got nowhere)
            broken.ipynb, line 1, column 15: the notebook is truncated: the file was not written completely. Restore it from version control or from .ipynb_checkpoints
            there is no such file (got {_shell.File("none.ipynb")})
            a.py: unknown notebook extension (got a.py); allowed: .ipynb, .dib, .csx
            --inplace: only an .ipynb stores outputs (got text.dib). Save to another file: -o FILE.ipynb
            --check: only an .ipynb stores outputs to check (got text.dib). Run with -o FILE.ipynb, then check that file
            """,
            error.Message
        );
        Assert.Equal(before, Directory.GetFiles(_shell.Folder).Order());
    }

    [Theory]
    [InlineData("out.html", "-o: a run notebook must be saved as .ipynb (got out.html); allowed: out.ipynb, or a folder: out.html/")]
    public async Task A_place_that_does_not_fit_is_refused(string place, string message)
    {
        _shell.Write("a.ipynb", "1");
        Assert.Equal(
            message,
            (await Assert.ThrowsAsync<InvalidInputException>(() => _shell.Run(new() { Files = ["a.ipynb"], Out = place }))).Message
        );
    }

    [Fact]
    public async Task An_input_is_replaced_only_when_that_is_said()
    {
        _shell.Write("a.ipynb", "print x");
        _shell.Write("b.ipynb", "print y");
        var before = File.ReadAllText(_shell.File("a.ipynb"));
        await _shell.Run(new() { Files = ["a.ipynb"] });
        Assert.Equal(before, File.ReadAllText(_shell.File("a.ipynb")));

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _shell.Run(new() { Files = ["a.ipynb", "b.ipynb"], Out = "." }));
        Assert.StartsWith(
            "-o: the folder would replace the notebook itself (got a.ipynb). Choose another folder, or --inplace",
            error.Message,
            StringComparison.Ordinal
        );

        await _shell.Run(new() { Files = ["a.ipynb", "b.ipynb"], InPlace = true });
        Assert.Equal("stdout: x", RunShell.Shown(NotebookDocument.Read(_shell.File("a.ipynb")).Cells[0]));
        await _shell.Run(new() { Files = ["b.ipynb"], Out = "b.ipynb" });
        Assert.Equal("stdout: y", RunShell.Shown(NotebookDocument.Read(_shell.File("b.ipynb")).Cells[0]));
    }

    [Theory]
    [InlineData("--html: this would overwrite an input file (got a.ipynb); allowed: another file", "a.ipynb", null, null)]
    [InlineData("--html: this would overwrite an input file (got a.ipynb); allowed: another file", "linked/a.ipynb", null, null)]
    [InlineData("--junit: this would overwrite an input file (got a.ipynb); allowed: another file", null, "a.ipynb", null)]
    [InlineData("--junit: this would overwrite an input file (got p.yaml); allowed: another file", null, "p.yaml", null)]
    [InlineData("--html: this would overwrite the file of -o (got out.ipynb); allowed: another file", "out.ipynb", null, "out.ipynb")]
    [InlineData("--junit: this would overwrite the file of --html (got x); allowed: another file", "x", "x", null)]
    [InlineData("--junit: a file is needed here, and there is a folder (got linked)", null, "linked", null)]
    [InlineData("--junit: a folder is needed here, and there is a file (got p.yaml)", null, "p.yaml/report.xml", null)]
    [InlineData(
        "--junit: the folder cannot be written (got /proc/self); allowed: a folder that may be written to and has room",
        null,
        "/proc/self/report.xml",
        null
    )]
    public async Task Results_take_the_place_of_nothing_that_is_read_or_written_and_can_be_written(
        string message,
        string? html,
        string? junit,
        string? place
    )
    {
        _shell.Write("a.ipynb", "print x");
        File.WriteAllText(_shell.File("p.yaml"), "{}");
        Directory.CreateSymbolicLink(_shell.File("linked"), _shell.Folder);
        var before = File.ReadAllText(_shell.File("a.ipynb"));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            _shell.Run(
                new()
                {
                    Files = ["a.ipynb"],
                    Html = html,
                    JUnit = junit,
                    Out = place,
                    ParameterFile = "p.yaml",
                }
            )
        );
        Assert.Equal(message, error.Message);
        Assert.Equal(before, File.ReadAllText(_shell.File("a.ipynb")));
        Assert.Equal(["a.ipynb", "p.yaml"], Directory.GetFiles(_shell.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_folder_that_a_link_leads_back_from_would_replace_the_notebooks_too()
    {
        _shell.Write("a.ipynb", "1");
        _shell.Write("b.ipynb", "1");
        Directory.CreateSymbolicLink(_shell.File("linked"), _shell.Folder);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            _shell.Run(new() { Files = ["a.ipynb", "b.ipynb"], Out = "linked" })
        );
        Assert.StartsWith("-o: the folder would replace the notebook itself (got a.ipynb)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_is_written_to_and_stays_a_device()
    {
        _shell.Write("a.ipynb", "print x");
        // A descriptor of this process: what it leads to is written to, and /dev/fd has no file put into it.
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.In);
        var read = new StreamReader(pipe).ReadToEndAsync(TestContext.Current.CancellationToken);
        await _shell.Run(new() { Files = ["a.ipynb"], JUnit = $"/dev/fd/{pipe.GetClientHandleAsString()}" });
        pipe.DisposeLocalCopyOfClientHandle();
        Assert.Contains("<testsuites name=\"workbench run\"", await read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_written_at_the_end_keeps_no_other_notebook_out_of_the_report()
    {
        _shell.Write("a.ipynb", "print x");
        _shell.Write("b.ipynb", "print y");
        Directory.CreateDirectory(_shell.File("pages"));
        File.CreateSymbolicLink(_shell.File("pages/a.html"), "/dev/full");
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            _shell.Run(
                new()
                {
                    Files = ["a.ipynb", "b.ipynb"],
                    Html = "pages",
                    JUnit = "report.xml",
                }
            )
        );
        Assert.StartsWith("the file cannot be written: No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.RunFailed, error.ExitCode);
        Assert.Contains(
            "<testsuite name=\"b.ipynb\" tests=\"1\" failures=\"0\" errors=\"0\"",
            File.ReadAllText(_shell.File("report.xml")),
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(_shell.File("pages/b.html")));
        Assert.Equal("/dev/full", File.ResolveLinkTarget(_shell.File("pages/a.html"), returnFinalTarget: true)!.FullName);
        Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "still a device"));
    }

    [Fact]
    public async Task A_named_pipe_is_refused_and_stays_one()
    {
        _shell.Write("a.ipynb", "print x");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [_shell.File("pipe")]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _shell.Run(new() { Files = ["a.ipynb"], Html = "pipe" }));
        Assert.Equal(
            "--html: a file is needed here, and there is a named pipe (got pipe); allowed: a file, or a shell's >(…)",
            error.Message
        );
        Assert.StartsWith(
            "the file cannot be written: this is a named pipe",
            Assert.Throws<InvalidInputException>(() => AtomicFile.Save(_shell.File("pipe"), "text")).Message,
            StringComparison.Ordinal
        );
        Assert.True(AtomicFile.IsPipe(_shell.File("pipe")));
        Assert.False(AtomicFile.IsPipe(_shell.File("a.ipynb")));
    }

    [Fact]
    public async Task A_name_as_long_as_the_system_allows_can_be_saved()
    {
        var name = new string('測', 82) + ".ipynb";
        _shell.Write("a.ipynb", "print x");
        await _shell.Run(new() { Files = ["a.ipynb"], Out = name });
        Assert.Equal("stdout: x", RunShell.Shown(NotebookDocument.Read(_shell.File(name)).Cells[0]));
    }

    [Fact]
    public async Task Text_notebooks_give_an_ipynb()
    {
        File.WriteAllText(_shell.File("a.dib"), "#!csharp\n\nprint x\n\n#!markdown\n\n# T\n");
        File.WriteAllText(_shell.File("b.csx"), "print y\n");
        await _shell.Run(new() { Files = ["a.dib", "b.csx"], Out = "out/" });
        Assert.Equal("stdout: x", RunShell.Shown(NotebookDocument.Read(_shell.File("out/a.ipynb")).Cells[0]));
        Assert.Equal("stdout: y", RunShell.Shown(NotebookDocument.Read(_shell.File("out/b.ipynb")).Cells[0]));
        Assert.Equal(
            "valid",
            await NbformatOracleTests.Python(
                "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4)); print('valid')",
                _shell.File("out/a.ipynb")
            )
        );
        Assert.Equal("#!csharp\n\nprint x\n\n#!markdown\n\n# T\n", Encoding.UTF8.GetString(File.ReadAllBytes(_shell.File("a.dib"))));
    }

    [Fact]
    public async Task Two_notebooks_of_one_name_are_refused()
    {
        Directory.CreateDirectory(_shell.File("x"));
        _shell.Write("a.ipynb", "1");
        _shell.Write("x/a.ipynb", "1");
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            _shell.Run(new() { Files = ["a.ipynb", "x/a.ipynb"], Out = "out" })
        );
        Assert.StartsWith("-o: two notebooks would be written to the same file", error.Message, StringComparison.Ordinal);
    }
}
