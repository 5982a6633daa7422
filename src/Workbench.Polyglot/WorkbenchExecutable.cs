using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workbench.Polyglot;

/// <summary>A magic, as the executable describes it.</summary>
internal sealed record MagicDescription(string Name, string Summary, IReadOnlyList<MagicOption> Options);

/// <summary>An option of a magic.</summary>
internal sealed record MagicOption(string Name, string Description, bool Flag);

/// <summary>
/// The Workbench's program: the package has it under tools/net10.0/RID, this assembly lies under interactive-extensions/dotnet.
/// </summary>
/// <param name="path">The program's file.</param>
internal sealed class WorkbenchExecutable(string path)
{
    private const string Elsewhere = "Use the Workbench's own Jupyter kernel: workbench jupyter install";

    /// <summary>The package's.</summary>
    /// <exception cref="NotSupportedException">There is none for this machine.</exception>
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
                + $"{path}); there is: {known}. {Elsewhere}"
        );
    }

    /// <summary>Starts it with all three streams in our hands.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started.</exception>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // It runs on the runtime of the host, wherever that was installed.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        try
        {
            // Packages do not keep who may execute a file.
            if (OperatingSystem.IsLinux() && !File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute))
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
            return Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"the Workbench's executable must start (got {path}: {error.Message}). Load the package again, or: {Elsewhere}",
                error
            );
        }
    }

    /// <summary>The magics that it runs.</summary>
    /// <exception cref="InvalidOperationException">It does not say.</exception>
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
