using System.Text;

namespace Workbench.Notebook.Magics;

/// <summary>
/// Splits a magic's line into words, quoted as in a shell: <c>'…'</c> as it stands, <c>"…"</c> with <c>\"</c> and <c>\\</c>, a backslash
/// before one letter; and <c>{…}</c> is one word, so that couplings need no quotes. Outside of <c>'…'</c>, <c>@name</c> at the start of a
/// word or after <c>= , : { space</c> is the text of a C# variable, and <c>@@</c> an at sign.
/// </summary>
internal static class MagicTokenizer
{
    /// <summary>The words.</summary>
    /// <exception cref="InvalidInputException">A quote or brace is open, or a variable is missing or has no text; all of that at
    /// once.</exception>
    public static IReadOnlyList<string> Read(string line, IReadOnlyList<CellVariable> variables)
    {
        var faults = new List<Fault>();
        var words = Scan(line, name => VariableText.Of(name, variables, faults), out var open);
        if (open is { } mark)
            faults.Add(
                new Fault($"a {mark} that is opened must be closed", line, null, mark == '\'' ? "For an apostrophe write \"it's\"" : null)
            );
        return faults.Count > 0 ? throw new InvalidInputException(faults) : words;
    }

    /// <summary>The words before the cursor and the one at it, as written so far; variables are left as they are written.</summary>
    public static (IReadOnlyList<string> Before, string Word, int Start) AtCursor(string line)
    {
        var words = Scan(line, name => "@" + name, out _, out var start);
        return start is { } at ? ([.. words.SkipLast(1)], line[at..], at) : (words, "", line.Length);
    }

    private static List<string> Scan(string line, Func<string, string> variable, out char? open) => Scan(line, variable, out open, out _);

    /// <param name="line">The line.</param>
    /// <param name="variable">The text of a variable.</param>
    /// <param name="open">The quote or brace that is open at the end.</param>
    /// <param name="last">Where the last word starts, when it touches the end of the line.</param>
    private static List<string> Scan(string line, Func<string, string> variable, out char? open, out int? last)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var (quote, braces) = ('\0', 0);
        last = null;
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (quote == 0 && braces == 0 && char.IsWhiteSpace(letter))
            {
                if (word is not null)
                    words.Add(word.ToString());
                (word, last) = (null, null);
                continue;
            }
            if (word is null)
                (word, last) = (new StringBuilder(), i);
            if (letter == quote)
                quote = '\0';
            else if (quote == 0 && letter is ('\'' or '"'))
                quote = letter;
            else if (quote != '\'' && letter == '\\' && i + 1 < line.Length && (quote == 0 || line[i + 1] is '"' or '\\'))
                word.Append(line[++i]);
            else if (
                quote != '\''
                && letter == '@'
                && (word.Length == 0 || "=,:{ ".Contains(word[^1]))
                && Name(line, i + 1) is { Length: > 0 } name
            )
            {
                word.Append(name == "@" ? "@" : variable(name));
                i += name.Length;
            }
            else
            {
                if (quote == 0)
                    braces +=
                        letter == '{' ? 1
                        : letter == '}' ? -1
                        : 0;
                word.Append(letter);
            }
        }
        if (word is not null)
            words.Add(word.ToString());
        open =
            quote != 0 ? quote
            : braces > 0 ? '{'
            : null;
        return words;
    }

    /// <summary>The C# identifier that begins here, or the second of two at signs.</summary>
    private static string Name(string line, int start)
    {
        if (start < line.Length && line[start] == '@')
            return "@";
        var end = start;
        while (end < line.Length && (line[end] == '_' || (end == start ? char.IsLetter(line[end]) : char.IsLetterOrDigit(line[end]))))
            end++;
        return line[start..end];
    }
}
