using System.Text;

namespace Workbench.Notebook.Magics;

/// <summary>
/// Splits a magic's line into words with the quoting of a shell: <c>'…'</c> is literal, <c>"…"</c> allows <c>\"</c> and <c>\\</c>, and a
/// backslash escapes one character. <c>{…}</c> is one word, so couplings need no quotes. Outside <c>'…'</c>, <c>@name</c> at the start of a
/// word or after <c>= , : { space</c> is replaced by the text of a C# variable, and <c>@@</c> by an at sign.
/// </summary>
internal static class MagicTokenizer
{
    /// <summary>The words.</summary>
    /// <exception cref="InvalidInputException">A quote or brace is open, or a variable is missing or has no text; lists every
    /// fault.</exception>
    public static IReadOnlyList<string> Read(string line, IReadOnlyList<CellVariable> variables)
    {
        var faults = new List<Fault>();
        var words = Scan(line, name => VariableText.Of(name, variables, faults), out var open);
        if (open is { } mark)
            faults.Add(new Fault($"an opening {mark} is not closed", line, null, mark == '\'' ? "For an apostrophe write \"it's\"" : null));
        return faults.Count > 0 ? throw new InvalidInputException(faults) : words;
    }

    /// <summary>The words before the cursor, and the word at the cursor up to it. Variables are not replaced.</summary>
    public static (IReadOnlyList<string> Before, string Word, int Start) AtCursor(string line)
    {
        var words = Scan(line, name => "@" + name, out _, out var start);
        return start is { } at ? ([.. words.SkipLast(1)], line[at..], at) : (words, "", line.Length);
    }

    private static List<string> Scan(string line, Func<string, string> variable, out char? open) => Scan(line, variable, out open, out _);

    /// <param name="line">The line.</param>
    /// <param name="variable">Returns the text of a variable.</param>
    /// <param name="open">The quote or brace that is open at the end; null for none.</param>
    /// <param name="last">The start of the last word, when the word ends at the end of the line; else null.</param>
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

    /// <summary>The C# identifier at a position, or a second at sign.</summary>
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
