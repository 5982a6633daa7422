namespace Workbench.Interactive;

/// <summary>
/// Hides magics from .NET Interactive's parser, which splits a cell at its magics and refuses unknown ones; the Workbench has its own
/// parser. Replaces each <c>#</c> that begins a line by another single character, so no position changes.
/// </summary>
internal static class DirectiveEscape
{
    // A Unicode noncharacter, reserved for internal use: no real text contains it.
    private const char Mark = '\uFDD0';

    /// <summary>Replaces each <c>#</c> that begins a line by <see cref="Mark"/>.</summary>
    public static string Hide(string code) => Replace(code, '#', Mark);

    /// <summary>Undoes <see cref="Hide"/>.</summary>
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
