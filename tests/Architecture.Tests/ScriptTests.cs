using System.Diagnostics;

namespace Workbench.Architecture.Tests;

/// <summary>Shell scripts pass shellcheck.</summary>
public class ScriptTests
{
    public static TheoryData<string> Scripts() =>
        [.. Directory.EnumerateFiles(Clone.In("build"), "*.sh").Select(path => $"build/{Path.GetFileName(path)}"), "workbench", ".ci/run"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Shellcheck_finds_nothing(string script)
    {
        using var process = Process.Start(
            new ProcessStartInfo("shellcheck", ["-x", script]) { WorkingDirectory = Clone.Root, RedirectStandardOutput = true }
        )!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }
}
