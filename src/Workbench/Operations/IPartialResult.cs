namespace Workbench.Operations;

/// <summary>A result that may be less than was asked for, which the exit code has to say.</summary>
public interface IPartialResult
{
    /// <summary>The exit code with which a command ends on this result.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    ExitCode ExitCode { get; }

    /// <summary>What it is less than what was asked for, in a sentence; null leaves that to the exit code.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    string? Shortfall => null;
}
