namespace Workbench.Tokenizers;

/// <summary>BERT's vocab.txt: one token a line, whose number is the id; a token inside a word begins with "##".</summary>
internal static class WordPieceFile
{
    public const string FileName = "vocab.txt";

    /// <summary>The beginning of a token that goes on with a word.</summary>
    public const string Inside = "##";

    /// <summary>The token that fills the rows of a batch.</summary>
    public const string Padding = "[PAD]";

    /// <summary>The token of a word that the vocabulary cannot spell.</summary>
    public const string Unknown = "[UNK]";

    /// <summary>The token before a sequence.</summary>
    public const string Start = "[CLS]";

    /// <summary>The token after a sequence.</summary>
    public const string End = "[SEP]";

    /// <summary>The token in the place of a hidden one.</summary>
    public const string Mask = "[MASK]";

    /// <summary>The tokens that tasks use.</summary>
    public static readonly string[] OfTasks = [Padding, Start, End, Mask];

    /// <summary>The ids of the tokens that tasks use; null when one of them is missing.</summary>
    public static IReadOnlyDictionary<string, int>? SpecialIds(Func<string, int?> idOf)
    {
        var ids = OfTasks.Select(name => (name, Id: idOf(name))).ToList();
        return ids.Exists(one => one.Id is null) ? null : ids.ToDictionary(one => one.name, one => one.Id!.Value, StringComparer.Ordinal);
    }

    /// <summary>Longer words are unknown, as in BERT.</summary>
    public const int LongestWord = 100;

    /// <summary>The tokens with which a vocabulary begins.</summary>
    public static readonly IReadOnlyList<string> Special = [Padding, Unknown, Start, End, Mask];

    /// <summary>The file of a trained vocabulary.</summary>
    public static TokenizerContent Write(IReadOnlyList<string> tokens) => new(FileName, string.Concat(tokens.Select(one => one + '\n')));

    /// <summary>Reads a file.</summary>
    public static IReadOnlyList<string> Read(string text, TokenizerFaults faults)
    {
        var tokens = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (tokens[^1].Length == 0)
            tokens.RemoveAt(tokens.Count - 1);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var id = 0; id < tokens.Count; id++)
        {
            if (tokens[id].Length == 0)
                throw faults.Refuse("a line is empty, and the line's number is the id", $"line {id + 1}");
            if (!seen.Add(tokens[id]))
                throw faults.Refuse("a token is given twice", $"\"{tokens[id]}\" in line {id + 1}");
        }
        return seen.Contains(Unknown) ? tokens : throw faults.Refuse($"it has no token {Unknown}");
    }

    /// <summary>A vocabulary as a tokenizer. One without capitals is of an uncased BERT, which takes accents away. .NET without ICU cannot:
    /// Hugging Face's library does.</summary>
    public static TokenizerContent Content(string text, IReadOnlyList<string> tokens) =>
        IsUncased(tokens) ? HuggingFaceJson.OfVocabulary(tokens, lowercase: true) : new(FileName, text);

    /// <summary>Whether words must be in lower case: no token but the special ones has a capital or an accent.</summary>
    private static bool IsUncased(IReadOnlyList<string> tokens) =>
        tokens.All(token =>
            token is ['[', .., ']'] || token.EnumerateRunes().All(one => System.Text.Rune.ToLowerInvariant(one) == one && !IsAccented(one))
        );

    // Letters like "ø" and "ł" have no accent that could be taken away. A vocabulary with other accented letters has capitals too.
    private static bool IsAccented(System.Text.Rune one) => one.Value is >= 0xE0 and <= 0xFF and not (0xE6 or 0xF0 or 0xF7 or 0xF8 or 0xFE);
}
