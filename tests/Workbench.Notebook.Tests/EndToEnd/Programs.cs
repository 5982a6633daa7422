using System.Diagnostics;

namespace Workbench.Notebook.Tests.EndToEnd;

/// <summary>Programs that have to succeed.</summary>
internal static class Programs
{
    /// <summary>Runs a program to its end; fails with all that it said unless it exits with 0.</summary>
    /// <returns>Its standard output.</returns>
    public static async Task<string> Succeed(
        IReadOnlyDictionary<string, string> environment,
        string folder,
        string program,
        params IReadOnlyList<string> arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var end = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(
            process.ExitCode == 0,
            $"{Path.GetFileName(program)} {string.Join(' ', arguments)} exited with {process.ExitCode}\n{await output}\n{await error}"
        );
        return await output;
    }
}
