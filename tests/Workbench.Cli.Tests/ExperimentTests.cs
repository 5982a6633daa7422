using System.Diagnostics;
using System.Xml.Linq;

namespace Workbench.Cli.Tests;

/// <summary>The recorded experiments of this repository, run again by the real program.</summary>
public sealed class ExperimentTests
{
    [Fact]
    public async Task Every_experiment_is_reproduced_in_its_smoke_budget()
    {
        using var folder = new TemporaryFolder();
        var report = folder.File("report.xml");
        // In the user's own home, whose cache has the corpora.
        var start = new ProcessStartInfo(WorkbenchProgram.Path)
        {
            WorkingDirectory = Clone.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in (string[])["reproduce", "--all", "--budget", "smoke", "--junit", report, "--out", folder.Path])
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + await error);
        var experiments = Directory.GetDirectories(Clone.In("experiments")).Length;
        Assert.Equal($"{experiments}", XDocument.Load(report).Root!.Attribute("tests")!.Value);
    }
}
