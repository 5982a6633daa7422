using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Tokenizers;

/// <summary>Byte-level BPE in Hugging Face's tokenizer.json and in GPT-2's two files.</summary>
internal static class TokenizerJson
{
    public const string FileName = "tokenizer.json";

    /// <summary>How files are written.</summary>
    public static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tokenizer.json of a trained model.</summary>
    public static TokenizerContent Write(BpeModel model) =>
        Write(
            model.Tokens.Select((bytes, id) => (ByteLevel.Write(bytes), id)),
            model.Merges.Select(pair => (ByteLevel.Write(model.Tokens[pair.Left]), ByteLevel.Write(model.Tokens[pair.Right]))),
            new HashSet<string>()
        );

    /// <summary>The tokenizer.json of GPT-2's files: a vocabulary (encoder.json, vocab.json) and merges (vocab.bpe, merges.txt).</summary>
    /// <param name="vocabulary">Tokens and their ids.</param>
    /// <param name="merges">One pair a line, after a line with the version.</param>
    /// <param name="name">Name of the files in messages.</param>
    public static TokenizerContent Combine(byte[] vocabulary, byte[] merges, string name)
    {
        var faults = new TokenizerFaults(name);
        var ids = faults.Parse(vocabulary) is JsonObject map
            ? Ids(map, faults)
            : throw faults.Refuse("its vocabulary is not a JSON object");
        var pairs = faults
            .Text(merges)
            .Split('\n')
            .Select(line => line.TrimEnd('\r'))
            .Where((line, i) => line.Length > 0 && !(i == 0 && line.StartsWith("#version", StringComparison.Ordinal)))
            .Select(line => line.Split(' ') is [var left, var right] ? (left, right) : throw faults.Refuse("a merge is two tokens", line))
            .ToList();
        var made = pairs.Select(pair => pair.left + pair.right).ToHashSet(StringComparer.Ordinal);
        var added = ids.Keys.Where(token => !made.Contains(token) && ByteLevel.TryRead(token) is not [_]).ToHashSet(StringComparer.Ordinal);
        return Write(ids.Select(one => (one.Key, one.Value)), pairs, added);
    }

    private static TokenizerContent Write(
        IEnumerable<(string Token, int Id)> vocabulary,
        IEnumerable<(string Left, string Right)> merges,
        IReadOnlySet<string> added
    )
    {
        var ids = new JsonObject(vocabulary.OrderBy(one => one.Id).Select(one => KeyValuePair.Create(one.Token, (JsonNode?)one.Id)));
        return Whole(
            normalizer: null,
            preTokenizer: ByteLevelNode(),
            decoder: ByteLevelNode(),
            model: new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["vocab"] = ids,
                // Older readers know merges as text only; no token contains a space.
                ["merges"] = new JsonArray([.. merges.Select(pair => (JsonNode?)$"{pair.Left} {pair.Right}")]),
            },
            added: new JsonArray([
                .. ids.Where(one => added.Contains(one.Key))
                    .Select(one => new JsonObject
                    {
                        ["id"] = (int)one.Value!,
                        ["content"] = one.Key,
                        ["single_word"] = false,
                        ["lstrip"] = false,
                        ["rstrip"] = false,
                        ["normalized"] = false,
                        ["special"] = true,
                    }),
            ])
        );
    }

    /// <summary>A tokenizer.json of its parts, in the order in which files have them.</summary>
    public static TokenizerContent Whole(
        JsonObject? normalizer,
        JsonObject? preTokenizer,
        JsonObject decoder,
        JsonObject model,
        JsonArray? added = null
    )
    {
        var whole = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = added ?? [],
            ["normalizer"] = normalizer,
            ["pre_tokenizer"] = preTokenizer,
            ["post_processor"] = null,
            ["decoder"] = decoder,
            ["model"] = model,
        };
        return new(FileName, whole.ToJsonString(Compact));
    }

    private static JsonObject ByteLevelNode() =>
        new()
        {
            ["type"] = "ByteLevel",
            ["add_prefix_space"] = false,
            ["trim_offsets"] = true,
            ["use_regex"] = true,
        };

    /// <summary>Reads a tokenizer.json: byte-level BPE with GPT-2's words here, everything else with Hugging Face's library.</summary>
    public static ITokenizer Open(TokenizerContent content, string name)
    {
        var faults = new TokenizerFaults(name);
        var whole = faults.Parse(Encoding.UTF8.GetBytes(content.Text));
        if (whole is not JsonObject file || whole["model"] is not JsonObject model)
            throw faults.Refuse("it has no model");
        if (whole["added_tokens"] is not null and not JsonArray)
            throw faults.Refuse("its added_tokens are no list", whole["added_tokens"]!.ToJsonString());
        if (!IsByteLevelBpe(whole, model))
            return new HuggingFaceTokenizer(content, file, name);
        var ids = model["vocab"] is JsonObject map ? Ids(map, faults) : throw faults.Refuse("its model has no vocab");
        if (model["merges"] is not JsonArray list)
            throw faults.Refuse("its model has no merges");
        return new ByteLevelTokenizer(content, ids, [.. list.Select(one => Merge(one, faults))], Added(whole, ids, faults), faults);
    }

    // Special tokens that text never becomes. They can be in the vocabulary, and then with the same id.
    private static HashSet<string> Added(JsonNode whole, Dictionary<string, int> ids, TokenizerFaults faults)
    {
        var added = new HashSet<string>(StringComparer.Ordinal);
        var tokens = ids.GroupBy(one => one.Value).ToDictionary(group => group.Key, group => group.First().Key);
        foreach (var one in whole["added_tokens"] as JsonArray ?? [])
        {
            if (one?["content"] is not JsonValue value || !value.TryGetValue<string>(out var text) || text.Length == 0)
                throw faults.Refuse("an added token has a content and an id", one?.ToJsonString() ?? "null");
            if (one["id"] is JsonValue number && number.TryGetValue<int>(out var id))
            {
                if (ids.TryGetValue(text, out var known) && known != id)
                    throw faults.Refuse("an added token has another id in the vocabulary", $"\"{text}\": {id} and {known}");
                if (tokens.TryGetValue(id, out var other) && other != text)
                    throw faults.Refuse("two tokens have one id", $"\"{other}\" and \"{text}\": {id}");
            }
            added.Add(text);
        }
        return added;
    }

    private static bool IsByteLevelBpe(JsonNode whole, JsonObject model) =>
        Is(model["type"] ?? "BPE", "BPE")
        && whole["normalizer"] is null
        && Is(whole["pre_tokenizer"]?["type"], "ByteLevel")
        && Is(whole["pre_tokenizer"]?["add_prefix_space"], false)
        && Is(whole["pre_tokenizer"]?["use_regex"] ?? true, true)
        && model["dropout"] is null
        && Is(model["ignore_merges"] ?? false, false)
        // Added tokens that are not special are found in text.
        && (whole["added_tokens"] as JsonArray ?? []).All(one => Is(one?["special"], true))
        // Ids of their own follow those of the vocabulary there.
        && (whole["added_tokens"] as JsonArray ?? []).All(one => IsKnown(one, model["vocab"] as JsonObject))
        && string.IsNullOrEmpty(model["continuing_subword_prefix"]?.ToString())
        && string.IsNullOrEmpty(model["end_of_word_suffix"]?.ToString());

    private static bool IsKnown(JsonNode? added, JsonObject? vocabulary) =>
        added?["content"] is not JsonValue value || !value.TryGetValue<string>(out var text) || vocabulary?.ContainsKey(text) == true;

    private static bool Is<T>(JsonNode? node, T value) => HuggingFaceJson.Is(node, value);

    private static (string, string) Merge(JsonNode? node, TokenizerFaults faults)
    {
        if (node is JsonValue value && value.TryGetValue<string>(out var text) && text.Split(' ') is [var first, var second])
            return (first, second);
        return node is JsonArray { Count: 2 } pair && pair.All(one => one is JsonValue part && part.TryGetValue<string>(out _))
            ? (pair[0]!.GetValue<string>(), pair[1]!.GetValue<string>())
            : throw faults.Refuse("a merge is two tokens", node?.ToJsonString() ?? "null");
    }

    /// <summary>Tokens and their ids.</summary>
    public static Dictionary<string, int> Ids(JsonObject map, TokenizerFaults faults) =>
        map.ToDictionary(
            one => one.Key,
            one =>
                one.Value is JsonValue value && value.TryGetValue<int>(out var id)
                    ? id
                    : throw faults.Refuse("a token's id is a number", $"\"{one.Key}\": {one.Value?.ToJsonString() ?? "null"}"),
            StringComparer.Ordinal
        );
}
