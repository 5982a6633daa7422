using Workbench.Operations;
using Workbench.Training;

namespace Workbench.Cli;

/// <summary>
/// Runs a command in every process that mpirun has started, or in this one alone. Rank 0 writes to the terminal; the others write nothing,
/// and what goes wrong there is told by rank 0.
/// </summary>
internal static class RankProgram
{
    /// <summary>Runs the command and ends all ranks together.</summary>
    /// <param name="host">The environment of the operations.</param>
    /// <param name="terminal">The streams.</param>
    /// <param name="command">Runs the command.</param>
    public static async Task<ExitCode> RunAsync(
        HostEnvironment host,
        Terminal terminal,
        Func<HostEnvironment, Terminal, Task<ExitCode>> command
    )
    {
        RankGroup? ranks;
        try
        {
            ranks = MpiCommunicator.Join(host.Variable) is { } communicator ? new(communicator) : null;
        }
        catch (InvalidInputException missing)
        {
            return ErrorText.Write(terminal.Error, missing, _ => null);
        }
        if (ranks is null)
            return await command(host, terminal).ConfigureAwait(false);
        host = host with { Ranks = ranks };
        if (ranks.IsFirst)
            return End(await command(host, terminal).ConfigureAwait(false), "");
        using var errors = new StringWriter();
        var silent = terminal with { Out = TextWriter.Null, Error = errors, OutIsTerminal = false, ErrorIsTerminal = false };
        var exitCode = await command(host, silent).ConfigureAwait(false);
        return End(exitCode, errors.ToString().Replace("error: ", "", StringComparison.Ordinal).Trim());

        ExitCode End(ExitCode ended, string said)
        {
            if (ranks.IsBroken)
                terminal.Error.WriteLine(said);
            var (code, error) = ranks.End(ended, said);
            if (error is not null && ranks.IsFirst)
                terminal.Error.WriteLine($"error: {error}");
            return code;
        }
    }
}
