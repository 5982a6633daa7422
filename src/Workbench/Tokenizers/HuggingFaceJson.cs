using System.Text;
using System.Text.Json.Nodes;

namespace Workbench.Tokenizers;

/// <summary>What is read from, and changed in, a tokenizer.json before Hugging Face's library has it.</summary>
internal static class HuggingFaceJson
{
    /// <summary>The file without what adds, cuts or hides tokens.</summary>
    public static string Prepare(JsonObject whole)
    {
        var prepared = whole.DeepClone().AsObject();
        foreach (var part in (string[])["truncation", "padding", "post_processor"])
            prepared[part] = null;
        // Random merges are a means of training.
        if (prepared["model"] is JsonObject model && model.ContainsKey("dropout"))
            model["dropout"] = null;
        foreach (var token in (prepared["added_tokens"] as JsonArray ?? []).OfType<JsonObject>())
            token["special"] = false;
        return prepared.ToJsonString(TokenizerJson.Compact);
    }

    /// <summary>The bytes of text of every token, where the file says that none is lost or changed: byte-level BPE; otherwise null.</summary>
    public static int[]? TokenBytes(
        JsonObject whole,
        IReadOnlyDictionary<string, int> ids,
        IReadOnlyCollection<string> added,
        int vocabulary
    )
    {
        var keepsBytes =
            Is(whole["model"]?["type"] ?? "BPE", "BPE")
            && whole["normalizer"] is null
            && Keeps(whole["pre_tokenizer"])
            && Is(whole["decoder"]?["type"], "ByteLevel")
            && Enumerable.Range(0, ByteLevel.Bytes).All(one => ids.ContainsKey(ByteLevel.Write([(byte)one])))
            // White space that an added token takes with it is no part of the token.
            && (whole["added_tokens"] as JsonArray ?? []).All(one => !Is(one?["lstrip"], true) && !Is(one?["rstrip"], true));
        if (!keepsBytes)
            return null;
        var (bytes, special) = (new int[vocabulary], added.ToHashSet(StringComparer.Ordinal));
        foreach (var (token, id) in ids)
        {
            if (!special.Contains(token) && ByteLevel.TryRead(token) is null)
                return null;
            bytes[id] = special.Contains(token) ? Encoding.UTF8.GetByteCount(token) : token.Length;
        }
        return bytes;
    }

    private static bool Keeps(JsonNode? node) =>
        node?["type"] is JsonValue type
        && type.TryGetValue<string>(out var name)
        && name switch
        {
            "ByteLevel" => Is(node["add_prefix_space"], false),
            "Split" => node["behavior"] is JsonValue && !Is(node["behavior"], "Removed"),
            "Digits" => true,
            "Sequence" => node["pretokenizers"] is JsonArray { Count: > 0 } parts
                && parts.All(Keeps)
                && Is(parts[^1]!["type"], "ByteLevel"),
            _ => false,
        };

    public static bool Is<T>(JsonNode? node, T value) => node is JsonValue one && one.TryGetValue<T>(out var found) && Equals(found, value);

    /// <summary>BERT's tokenizer as a file: a vocabulary, and whether text is put into lower case without accents.</summary>
    public static TokenizerContent OfVocabulary(IReadOnlyList<string> tokens, bool lowercase)
    {
        return TokenizerJson.Whole(
            normalizer: new JsonObject
            {
                ["type"] = "BertNormalizer",
                ["clean_text"] = true,
                ["handle_chinese_chars"] = true,
                ["strip_accents"] = null,
                ["lowercase"] = lowercase,
            },
            preTokenizer: new JsonObject { ["type"] = "BertPreTokenizer" },
            decoder: new JsonObject
            {
                ["type"] = "WordPiece",
                ["prefix"] = WordPieceFile.Inside,
                ["cleanup"] = true,
            },
            model: new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = WordPieceFile.Unknown,
                ["continuing_subword_prefix"] = WordPieceFile.Inside,
                ["max_input_chars_per_word"] = WordPieceFile.LongestWord,
                ["vocab"] = new JsonObject(tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id))),
            }
        );
    }
}
