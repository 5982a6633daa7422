using System.Text.Json.Nodes;

namespace Workbench.Tokenizers;

/// <summary>
/// A list of pieces with scores, as TensorFlow.js models have it beside them: vocab.json with [["▁the", -3.5], …]. It is a Unigram
/// model of Hugging Face's library over texts in NFKC.
/// </summary>
internal static class PieceList
{
    /// <summary>The usual name of the file, which GPT-2's vocabulary has too.</summary>
    public const string FileName = "vocab.json";

    // The unknown piece, and those that stand for no text.
    private static readonly string[] Reserved =
    [
        "",
        Apart(WordPieceFile.Start),
        Apart(WordPieceFile.End),
        Apart(WordPieceFile.Padding),
        Apart(WordPieceFile.Mask),
        Apart("reserved"),
    ];

    /// <summary>Whether a file is such a list.</summary>
    public static bool IsIn(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = File.OpenRead(path);
        return file.ReadByte() == '[';
    }

    /// <summary>A name that no text has: spaces of texts become ▁ before pieces are found.</summary>
    public static string Apart(string name) => $" {name}";

    /// <summary>The tokenizer.json of a list.</summary>
    /// <param name="bytes">The content of the file.</param>
    /// <param name="name">Name of the file in messages.</param>
    /// <exception cref="InvalidInputException">It is no list of pieces and scores.</exception>
    public static TokenizerContent Read(byte[] bytes, string name)
    {
        var faults = new TokenizerFaults(name);
        var pieces = faults.Parse(bytes) is JsonArray list
            ? list.Select(one => Piece(one, faults)).ToList()
            : throw faults.Refuse("it is no list of pieces and scores");
        if (pieces.Count <= Reserved.Length)
            throw faults.Refuse("it has no pieces after the reserved ones", $"{pieces.Count}", $"more than {Reserved.Length}");
        for (var id = 1; id < Reserved.Length; id++)
            pieces[id] = (Reserved[id], 0);
        // The last one of a text counts.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var id = pieces.Count - 1; id >= 0; id--)
            if (!seen.Add(pieces[id].Text))
                pieces[id] = (Apart($"{pieces[id].Text} {id}"), pieces[id].Score);
        return Write(pieces);
    }

    private static (string Text, double Score) Piece(JsonNode? node, TokenizerFaults faults)
    {
        if (node is not JsonArray { Count: 2 } pair || pair[0] is not JsonValue value || !value.TryGetValue<string>(out var text))
            throw faults.Refuse("an entry is a piece and a score", node?.ToJsonString() ?? "null");
        if (text.Length == 0)
            throw faults.Refuse("a piece is empty");
        // A score that is not there counts as 0, as in the code that comes with these lists.
        if (pair[1] is null)
            return (text, 0);
        return pair[1] is JsonValue number && number.TryGetValue<double>(out var score)
            ? (text, score)
            : throw faults.Refuse("a score is a number", pair.ToJsonString());
    }

    private static TokenizerContent Write(IEnumerable<(string Text, double Score)> pieces)
    {
        return TokenizerJson.Whole(
            normalizer: new JsonObject
            {
                ["type"] = "Sequence",
                ["normalizers"] = new JsonArray(
                    new JsonObject { ["type"] = "NFKC" },
                    new JsonObject { ["type"] = "Prepend", ["prepend"] = "▁" },
                    new JsonObject
                    {
                        ["type"] = "Replace",
                        ["pattern"] = new JsonObject { ["String"] = " " },
                        ["content"] = "▁",
                    }
                ),
            },
            preTokenizer: null,
            decoder: new JsonObject
            {
                ["type"] = "Metaspace",
                ["replacement"] = "▁",
                ["prepend_scheme"] = "always",
                ["split"] = false,
            },
            model: new JsonObject
            {
                ["type"] = "Unigram",
                ["unk_id"] = 0,
                ["vocab"] = new JsonArray([.. pieces.Select(one => new JsonArray(one.Text, one.Score))]),
                ["byte_fallback"] = false,
            }
        );
    }
}
