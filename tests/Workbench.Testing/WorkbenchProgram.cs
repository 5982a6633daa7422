using System.Diagnostics;

namespace Workbench.Testing;

/// <summary>The real executable.</summary>
internal static class WorkbenchProgram
{
    /// <summary>
    /// The published program where ./workbench test names one (WORKBENCH_PROGRAM): it is what users run, and starts much faster. Otherwise
    /// the one in its project's output; the copy beside these tests has no native libraries of its own platform.
    /// </summary>
    internal static readonly string Path = Environment.GetEnvironmentVariable("WORKBENCH_PROGRAM") is { Length: > 0 } published
        ? published
        : System.IO.Path.GetFullPath(
            System.IO.Path.Combine(
                AppContext.BaseDirectory,
                "..",
                "..",
                "Workbench.Cli",
                $"{System.IO.Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'))}_linux-x64",
                "workbench-cli"
            )
        );

    internal static Process Start(string folder, params string[] arguments)
    {
        // As from a terminal: a suite that was started as a background job ignores SIGINT, and what it starts would inherit that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", Path, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = folder;
        foreach (var name in new[] { "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME" })
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }

    internal static async Task<(int Code, string Out, string Error)> Run(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
