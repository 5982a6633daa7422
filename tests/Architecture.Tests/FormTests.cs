using System.Diagnostics;
using System.Text.Json;

namespace Workbench.Architecture.Tests;

/// <summary>The form of the sources is that of the formatter that the tool manifest pins.</summary>
public class FormTests
{
    [Fact]
    public async Task The_sources_have_the_formatters_form()
    {
        using var manifest = JsonDocument.Parse(Clone.Read(".config", "dotnet-tools.json"));
        var version = manifest.RootElement.GetProperty("tools").GetProperty("csharpier").GetProperty("version").GetString()!;
        var start = new ProcessStartInfo(
            Dotnet.Tool("csharpier", version, "csharpier"),
            ["check", .. new[] { "bench", "samples", "src", "tests" }.Select(folder => Clone.In(folder))]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ROOT"] = Dotnet.Root;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(
            process.ExitCode == 0,
            $"{await errors}{said}\nmend it: dotnet tool restore && dotnet csharpier format bench samples src tests"
        );
        Assert.Contains("Checked", said, StringComparison.Ordinal);
    }
}
