using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workbench.Polyglot;

/// <summary>A magic described by the executable.</summary>
internal sealed record MagicDescription(string Name, string Summary, IReadOnlyList<MagicOption> Options);

/// <summary>An option of a magic.</summary>
internal sealed record MagicOption(string Name, string Description, bool Flag);

/// <summary>
/// The Workbench's program. In the package the program is under tools/net10.0/RID, and this assembly under interactive-extensions/dotnet.
/// </summary>
/// <param name="path">The program's file.</param>
internal sealed class WorkbenchExecutable(string path)
{
    private const string Alternative = "Use the Workbench's own Jupyter kernel: workbench jupyter install";

    /// <summary>Finds the package's program.</summary>
    /// <exception cref="NotSupportedException">The package has no program for this machine.</exception>
    public static WorkbenchExecutable Find()
    {
        var folder = Path.GetDirectoryName(typeof(WorkbenchExecutable).Assembly.Location)!;
        var tools = Path.GetFullPath(Path.Combine(folder, "..", "..", "tools", "net10.0"));
        var path = Path.Combine(tools, "linux-x64", "workbench-cli");
        if (OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && File.Exists(path))
            return new WorkbenchExecutable(path);
        var known = Directory.Exists(tools) ? string.Join(", ", Directory.EnumerateDirectories(tools).Select(Path.GetFileName)) : "none";
        throw new NotSupportedException(
            $"the Workbench's package must have an executable for this machine (got {RuntimeInformation.RuntimeIdentifier}, "
                + $"{path}); available: {known}. {Alternative}"
        );
    }

    /// <summary>Starts the program with redirected streams.</summary>
    /// <exception cref="InvalidOperationException">The program cannot be started.</exception>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Runs on the host's .NET runtime.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        try
        {
            // NuGet packages do not preserve the executable bit.
            if (OperatingSystem.IsLinux() && !File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute))
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
            return Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"the Workbench's executable must start (got {path}: {error.Message}). Load the package again, or: {Alternative}",
                error
            );
        }
    }

    /// <summary>The program's magics.</summary>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public async Task<IReadOnlyList<MagicDescription>> MagicsAsync()
    {
        using var process = Start("magics");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"the Workbench's executable must start (got {path}, exit code {process.ExitCode}). "
                    + $"{(await errors.ConfigureAwait(false)).Trim()}"
            );
        return JsonSerializer.Deserialize<List<MagicDescription>>(text, JsonSerializerOptions.Web)!;
    }
}
