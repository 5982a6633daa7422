using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Workbench.Tests.Architecture;

/// <summary>The samples are built with the solution; here they run, as programs of their own.</summary>
public partial class SampleTests
{
    [Fact]
    public async Task The_console_sample_trains_a_step_and_prints_its_loss()
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "console", "release", "console"));
        Assert.True(File.Exists(program), $"{program} is not there: it is built with Workbench.sln");
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await errors);
        Assert.Equal(0, process.ExitCode);
        // 65 tokens, drawn evenly: an untrained model is near ln 65.
        Assert.Equal(Math.Log(65), double.Parse(Loss().Match(output).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 0.2);
    }

    [Fact]
    public void Its_program_has_three_statements()
    {
        var lines = Clone.Read("samples", "console", "Program.cs").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Count(line => !line.StartsWith("using ", StringComparison.Ordinal) || line.Contains(" var ", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^loss ([0-9.]+)\n$")]
    private static partial Regex Loss();
}
