namespace Workbench.Interactive;

/// <summary>
/// .NET Interactive's parser takes a cell apart at its magics and refuses those that it does not know. The Workbench has a parser of its
/// own, so a cell has to come through whole: the <c>#</c> that begins a line is another character on the way. No position changes.
/// </summary>
internal static class DirectiveEscape
{
    // A noncharacter of Unicode, meant for a program's inside: no text that people write has it.
    private const char Mark = '\uFDD0';

    /// <summary>Hides what begins lines.</summary>
    public static string Hide(string code) => Replace(code, '#', Mark);

    /// <summary>Makes it what it was.</summary>
    public static string Restore(string code) => code.Contains(Mark, StringComparison.Ordinal) ? Replace(code, Mark, '#') : code;

    private static string Replace(string code, char from, char to)
    {
        var text = code.ToCharArray();
        var atStart = true;
        foreach (ref var letter in text.AsSpan())
        {
            if (atStart && letter == from)
                letter = to;
            atStart = letter is '\n' or '\r' || atStart && char.IsWhiteSpace(letter);
        }
        return new string(text);
    }
}
