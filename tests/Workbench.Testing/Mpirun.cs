using System.Diagnostics;

namespace Workbench.Testing;

/// <summary>The real executable, in several processes that mpirun starts.</summary>
internal static class Mpirun
{
    /// <summary>Starts one command in a number of ranks.</summary>
    internal static Process Start(string folder, int ranks, params string[] arguments) =>
        StartEach(folder, ["-n", $"{ranks}", WorkbenchProgram.Path, .. arguments]);

    /// <summary>Runs one command in a number of ranks.</summary>
    internal static Task<(int Code, string Out, string Error)> Run(string folder, int ranks, params string[] arguments) =>
        Outcome(Start(folder, ranks, arguments));

    /// <summary>Runs a command of its own in each of two ranks.</summary>
    internal static Task<(int Code, string Out, string Error)> RunEach(string folder, string[] first, string[] second) =>
        Outcome(StartEach(folder, ["-n", "1", WorkbenchProgram.Path, .. first, ":", "-n", "1", WorkbenchProgram.Path, .. second]));

    /// <summary>The processes of the ranks.</summary>
    internal static int[] Ranks(Process mpirun)
    {
        using var list = Process.Start(new ProcessStartInfo("pgrep", ["-P", $"{mpirun.Id}"]) { RedirectStandardOutput = true })!;
        var ids = list.StandardOutput.ReadToEnd();
        list.WaitForExit();
        return [.. ids.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    private static Process StartEach(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", "mpirun", "--oversubscribe", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = folder;
        foreach (var name in new[] { "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME" })
            start.Environment.Remove(name);
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        // mpirun gives each rank a terminal of its own; its folder of sockets has a short name, because Unix limits it.
        start.Environment["TERM"] = "dumb";
        start.Environment["TMPDIR"] = "/tmp";
        return Process.Start(start)!;
    }

    private static async Task<(int Code, string Out, string Error)> Outcome(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, await error);
        }
    }
}
