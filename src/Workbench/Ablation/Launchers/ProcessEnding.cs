namespace Workbench.Ablation.Launchers;

/// <summary>How a process ended, in words that follow its name.</summary>
internal static class ProcessEnding
{
    /// <summary>"was killed (signal 9); …", "ended with exit code 3".</summary>
    /// <param name="code">Its exit code; 128 and a signal's number for one that a signal ended.</param>
    /// <param name="quietly">How it ended with exit code 0: "without a result".</param>
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
