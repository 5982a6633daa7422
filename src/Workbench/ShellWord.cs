namespace Workbench;

/// <summary>Words of command lines that a person is to type.</summary>
internal static class ShellWord
{
    /// <summary>A word as a shell takes it, quoted where it needs it.</summary>
    public static string Of(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_=,./:+%@".Contains(letter))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
