using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Workbench;

/// <summary>How a program ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it wrote; empty when a stream has taken it.</param>
/// <param name="Error">What it wrote to standard error.</param>
internal sealed record ProgramEnd(int Code, string Output, string Error);

/// <summary>Other programs, run to their end with nothing to read.</summary>
internal static class Programs
{
    /// <summary>Runs a program that must be there.</summary>
    /// <param name="start">The program and its arguments.</param>
    /// <param name="missing">What to say when it is not installed.</param>
    /// <param name="cancellation">Kills the program and what it has started.</param>
    /// <param name="output">Takes the bytes of standard output. Default: they are text in the result.</param>
    /// <exception cref="InvalidInputException">The program is not installed.</exception>
    public static ProgramEnd Run(ProcessStartInfo start, Fault missing, CancellationToken cancellation, Stream? output = null)
    {
        try
        {
            return RunAsync(start, cancellation, output).GetAwaiter().GetResult();
        }
        catch (Win32Exception none)
        {
            throw new InvalidInputException([missing], none);
        }
    }

    /// <summary>Runs a program.</summary>
    /// <exception cref="Win32Exception">The program is not installed.</exception>
    public static async Task<ProgramEnd> RunAsync(ProcessStartInfo start, CancellationToken cancellation, Stream? output = null)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (written, error) = (WrittenAsync(process, output), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return new(process.ExitCode, await written.ConfigureAwait(false), await error.ConfigureAwait(false));
    }

    private static async Task<string> WrittenAsync(Process process, Stream? output)
    {
        if (output is null)
            return await process.StandardOutput.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
        await process.StandardOutput.BaseStream.CopyToAsync(output, CancellationToken.None).ConfigureAwait(false);
        return "";
    }
}
