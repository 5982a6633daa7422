using System.ComponentModel;
using System.Diagnostics;

namespace Workbench.Ablation.Launchers;

/// <summary>Runs Slurm's commands.</summary>
/// <param name="clock">The clock.</param>
internal sealed class SlurmClient(TimeProvider clock)
{
    /// <summary>Slurm's clients try again for long when the controller is down.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>What a command answered.</summary>
    /// <param name="Code">The exit code; -1 when it gave no answer in time.</param>
    /// <param name="Out">Its output.</param>
    /// <param name="Error">Its error output.</param>
    public sealed record Answer(int Code, string Out, string Error)
    {
        public IEnumerable<string> Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        /// <summary>Whether nobody answered: the command may or may not have taken effect.</summary>
        public bool IsSilent =>
            Code == -1
            || (
                Code != 0
                && new[]
                {
                    "Unable to contact",
                    "timed out",
                    "Connection refused",
                    "Zero Bytes",
                    "Transport endpoint",
                    "Socket",
                    "try again",
                    "Unspecified error",
                    "Communication connection failure",
                }.Any(sign => Error.Contains(sign, StringComparison.OrdinalIgnoreCase))
            );

        /// <summary>The reason in one line, without the command's name.</summary>
        public string Reason =>
            Code == -1
                ? $"no answer within {Patience.TotalSeconds:0} s"
                : string.Join(
                    "; ",
                    Error
                        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                        .Select(line => line[(line.IndexOf("error: ", StringComparison.Ordinal) is >= 0 and var at ? at + 7 : 0)..])
                        .Distinct()
                );
    }

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="Win32Exception">The command is not installed.</exception>
    public async Task<Answer> RunAsync(string command, IEnumerable<string> arguments)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            var end = await Programs.RunAsync(new(command, arguments), patience.Token).ConfigureAwait(false);
            return new Answer(end.Code, end.Output, end.Error);
        }
        catch (OperationCanceledException)
        {
            return new Answer(-1, "", "");
        }
    }

    /// <summary>Runs a command before a study begins, where nothing else waits.</summary>
    /// <exception cref="InvalidInputException">The command is not installed, or the controller does not answer.</exception>
    public Answer Ask(string command, params string[] arguments)
    {
        try
        {
            var answer = RunAsync(command, arguments).GetAwaiter().GetResult();
            return answer.IsSilent
                ? throw new InvalidInputException(
                    $"Slurm's controller does not answer: {answer.Reason}",
                    command,
                    null,
                    "See whether scontrol ping finds it.",
                    "launcher"
                )
                : answer;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidInputException(
                [
                    new(
                        "the launcher slurm needs Slurm's commands, and this one is not installed",
                        command,
                        "sbatch, squeue, scancel, sinfo, scontrol",
                        "Run the study on a machine that submits to the cluster, or choose the launcher processes.",
                        "launcher"
                    ),
                ],
                missing
            );
        }
    }
}
