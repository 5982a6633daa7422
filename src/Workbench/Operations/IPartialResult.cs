namespace Workbench.Operations;

/// <summary>A result that can be incomplete. The exit code then reports the shortfall.</summary>
public interface IPartialResult
{
    /// <summary>The exit code with which a command ends on this result.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    ExitCode ExitCode { get; }

    /// <summary>What is missing from the result, in one sentence; null when the exit code is enough. Default: null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    string? Shortfall => null;
}
