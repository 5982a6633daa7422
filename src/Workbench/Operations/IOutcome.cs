namespace Workbench.Operations;

/// <summary>A result that may be less than was asked for, which the exit code has to say.</summary>
public interface IOutcome
{
    /// <summary>The exit code with which a command ends on this result.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    ExitCode ExitCode { get; }
}
