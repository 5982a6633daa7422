namespace Workbench.Ablation.Launchers;

/// <summary>Describes how a process ended, as a predicate that follows the process's name.</summary>
internal static class ProcessEnding
{
    /// <summary>"was killed (signal 9); …", "ended with exit code 3".</summary>
    /// <param name="code">The process's exit code; 128 + n when signal n ended it.</param>
    /// <param name="quietly">Description of exit code 0: "without a result".</param>
    public static string Of(int code, string quietly) =>
        code switch
        {
            0 => $"ended {quietly}",
            137 => "was killed (signal 9); the system does that when memory runs out",
            139 => "crashed (signal 11, segmentation fault)",
            134 => "aborted (signal 6)",
            > 128 and < 160 => $"was ended by signal {code - 128}",
            _ => $"ended with exit code {code}",
        };
}
