using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Workbench.Architecture.Tests;

/// <summary>The samples are built with the solution; here they run, as programs of their own.</summary>
public partial class SampleTests
{
    [Fact]
    public async Task The_console_sample_trains_a_step_and_prints_its_loss()
    {
        var program = Built("console", "console");
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await errors);
        Assert.Equal(0, process.ExitCode);
        // 65 tokens, drawn evenly: an untrained model is near ln 65.
        Assert.Equal(
            Math.Log(65),
            double.Parse(Loss().Match(output).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture),
            0.2
        );
    }

    [Fact]
    public void Its_program_has_three_statements()
    {
        var lines = Clone.Read("samples", "console", "Program.cs").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            3,
            lines.Count(line => !line.StartsWith("using ", StringComparison.Ordinal) || line.Contains(" var ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task The_plugin_sample_brings_a_norm_to_the_command_line()
    {
        using var shell = new Shell();
        var plugin = Built("plugin", "mean-abs-norm.dll");
        // What the Workbench brings is not beside it.
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(plugin)!, "Workbench.dll")));
        var (listed, variants, _) = await WorkbenchProgram.Run(shell.Folder, "variants", "norm", "--plugin", plugin);
        Assert.Equal(0, listed);
        Assert.Contains("meanabs", variants);
        var (code, output, error) = await WorkbenchProgram.Run(
            shell.Folder,
            "train",
            "norm=meanabs:epsilon=1e-4",
            "--plugin",
            plugin,
            "--task",
            "copy",
            "--steps",
            "2",
            "model.layers=1",
            "model.width=16",
            "model.headCount=2",
            "model.context=16"
        );
        Assert.True(code == 0, error);
        Assert.Contains(
            "meanabs",
            await File.ReadAllTextAsync(
                Assert.Single(Directory.EnumerateFiles(shell.Ledger, "config.yaml", SearchOption.AllDirectories)),
                TestContext.Current.CancellationToken
            )
        );
        Assert.NotEqual("", output);
    }

    [Fact]
    public async Task The_notebook_sample_gives_what_it_shows()
    {
        using var shell = new Shell();
        var notebook = shell.In("sample.ipynb");
        File.Copy(Clone.In("samples", "notebook", "position-encodings.ipynb"), notebook);
        var (code, output, error) = await WorkbenchProgram.Run(shell.Folder, "run", notebook, "--check");
        Assert.True(code == 0, output + error);
        // A notebook without outputs would agree with anything.
        Assert.True(File.ReadAllText(notebook).Split("\"output_type\"").Length > 3);
    }

    [Fact]
    public void Every_sample_has_a_test_and_a_line_in_the_readme()
    {
        var samples = Directory
            .EnumerateDirectories(Clone.In("samples"))
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.Equal(["console", "notebook", "plugin"], samples);
        Assert.All(samples, sample => Assert.Contains($"(samples/{sample}/", Clone.Read("README.md")));
    }

    private static string Built(string project, string file)
    {
        var path = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), file)
        );
        Assert.True(File.Exists(path), $"{path} is not there: it is built with Workbench.sln");
        return path;
    }

    [GeneratedRegex(@"^loss ([0-9.]+)\n$")]
    private static partial Regex Loss();
}
