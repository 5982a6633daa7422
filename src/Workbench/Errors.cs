namespace Workbench;

/// <summary>Exit codes of the process.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Internal error: a bug in the Workbench.</summary>
    InternalFault = 1,

    /// <summary>Bad usage, bad input or a missing prerequisite.</summary>
    BadUsage = 2,

    /// <summary>A recorded result did not reproduce.</summary>
    NotReproduced = 3,

    /// <summary>A cell or a run failed.</summary>
    RunFailed = 4,

    /// <summary>A time-out.</summary>
    TimedOut = 5,

    /// <summary>Interrupted by the user.</summary>
    Interrupted = 130,
}

/// <summary>One broken rule, in the form of all error messages of the Workbench.</summary>
/// <param name="Rule">The rule as text: "width must be divisible by heads".</param>
/// <param name="Value">The offending value, as the user wrote it.</param>
/// <param name="Allowed">The allowed values.</param>
/// <param name="NextStep">The next step for the user: a command or an edit.</param>
/// <param name="Path">Location of the fault: a config path ("model.position.base"), a file, an option.</param>
public sealed record Fault(string Rule, string? Value = null, string? Allowed = null, string? NextStep = null, string? Path = null)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var text = Path is null ? Rule : $"{Path}: {Rule}";
        if (Value is not null)
            text += $" (got {Value})";
        if (Allowed is not null)
            text += $"; allowed: {Allowed}";
        return NextStep is null ? text : $"{text}. {NextStep}";
    }
}

/// <summary>An expected error, with a message for the user and an exit code for the shell.</summary>
public abstract class WorkbenchException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code with which a command ends on this error.</summary>
    public abstract ExitCode ExitCode { get; }
}

/// <summary>Input that breaks one or more rules; all of them are listed at once.</summary>
/// <param name="faults">Every broken rule.</param>
/// <param name="inner">The underlying exception.</param>
/// <param name="exitCode">The exit code; differs from bad usage when input that was valid at the start became invalid later.</param>
public sealed class InvalidInputException(IReadOnlyList<Fault> faults, Exception? inner = null, ExitCode exitCode = ExitCode.BadUsage)
    : WorkbenchException(string.Join(Environment.NewLine, faults), inner)
{
    /// <summary>An error with a single fault.</summary>
    public InvalidInputException(string rule, string? value = null, string? allowed = null, string? nextStep = null, string? path = null)
        : this([new Fault(rule, value, allowed, nextStep, path)]) { }

    /// <summary>Every broken rule.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults;

    /// <inheritdoc/>
    public override ExitCode ExitCode => exitCode;
}
