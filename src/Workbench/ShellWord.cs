namespace Workbench;

/// <summary>Quotes words for shell commands that are shown to the user.</summary>
internal static class ShellWord
{
    /// <summary>The word, quoted for a POSIX shell if necessary.</summary>
    public static string Of(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_=,./:+%@".Contains(letter))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
