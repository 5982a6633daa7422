using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Library = global::Tokenizers.DotNet.Tokenizer;
using LibraryException = global::Tokenizers.DotNet.TokenizerException;

namespace Workbench.Tokenizers;

/// <summary>
/// A tokenizer.json on Hugging Face's library (Tokenizers.DotNet). The library adds the special tokens of the file's template to every text
/// and leaves special tokens out when it decodes, so both are taken out of what it is given. Added tokens are found in text, as there.
/// </summary>
internal sealed class HuggingFaceTokenizer : ITokenizer
{
    // Far more than the largest known vocabulary; the number of tokens sets the size of a model.
    private const int LargestId = 1 << 22;

    private readonly TokenizerFaults _faults;
    private readonly Library _library;

    public HuggingFaceTokenizer(TokenizerContent content, JsonObject whole, string name)
    {
        (Content, _faults) = (content, new(name));
        var (ids, added) = (Ids(whole["model"]!.AsObject()), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var one in whole["added_tokens"] as JsonArray ?? [])
        {
            if (
                one is not JsonObject token
                || token["content"] is not JsonValue value
                || !value.TryGetValue<string>(out var written)
                || token["id"] is not JsonValue number
                || !number.TryGetValue<int>(out var id)
            )
                throw _faults.Refuse("an added token has a content and an id", one?.ToJsonString() ?? "null");
            if (ids.TryGetValue(written, out var known) && known != id)
                throw _faults.Refuse("an added token has another id in the vocabulary", $"\"{written}\": {id} and {known}");
            ids[written] = added[written] = id;
        }
        Vocabulary = Check(ids);
        SpecialIds = WordPieceFile.SpecialIds(special =>
            ids.TryGetValue(special, out var id) || ids.TryGetValue(PieceList.Apart(special), out id) ? id : null
        );
        TokenBytes = HuggingFaceJson.TokenBytes(whole, ids, added.Keys, Vocabulary);
        _library = Load(HuggingFaceJson.Prepare(whole));
        // The library numbers an added token anew when its id is not the next one.
        foreach (var (text, id) in added)
        {
            if (!Encode(text).Contains(id))
                throw _faults.Refuse("an added token's id does not follow those of the vocabulary", $"\"{text}\": {id}");
        }
    }

    public int Vocabulary { get; }

    public IReadOnlyDictionary<string, int>? SpecialIds { get; }

    public string Fingerprint => Content.Fingerprint;

    public TokenizerContent Content { get; }

    public IReadOnlyList<int>? TokenBytes { get; }

    public int[] Encode(ReadOnlySpan<char> text)
    {
        // Half of a surrogate pair is no character; the library refuses it.
        var whole = text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text.ToString() : Encoding.UTF8.GetString(Utf8(text));
        try
        {
            return MemoryMarshal.Cast<uint, int>(_library.Encode(whole)).ToArray();
        }
        catch (LibraryException failed)
        {
            throw _faults.Refuse($"the library cannot encode a text with it: {failed.Message}", inner: failed);
        }
    }

    public string Decode(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)Vocabulary)
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"a token lies in 0 to {Vocabulary - 1}");
        }
        return _library.Decode(MemoryMarshal.Cast<int, uint>(tokens).ToArray());
    }

    private static byte[] Utf8(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    private Library Load(string json)
    {
        // The library reads files only.
        var folder = Directory.CreateTempSubdirectory("workbench-tokenizer-").FullName;
        try
        {
            var path = Path.Combine(folder, TokenizerJson.FileName);
            File.WriteAllText(path, json);
            return new(path);
        }
        catch (LibraryException broken)
        {
            throw _faults.Refuse(broken.Message, inner: broken);
        }
        catch (Exception missing) when (missing is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw _faults.Refuse($"Hugging Face's library, which it needs, is not here: {missing.Message}", null, "linux-x64", missing);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Dictionary<string, int> Ids(JsonObject model)
    {
        // Unigram lists pairs of token and score, the other kinds map tokens to ids.
        if (model["vocab"] is JsonArray list)
        {
            var ids = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var pair in list)
            {
                if (pair is not JsonArray { Count: 2 } || pair[0] is not JsonValue value || !value.TryGetValue<string>(out var text))
                    throw _faults.Refuse("an entry of the vocabulary is a token and a score", pair?.ToJsonString() ?? "null");
                if (!ids.TryAdd(text, ids.Count))
                    throw _faults.Refuse("a token is given twice", text);
            }
            return ids;
        }
        return model["vocab"] is JsonObject map ? TokenizerJson.Ids(map, _faults) : throw _faults.Refuse("its model has no vocab");
    }

    private int Check(Dictionary<string, int> ids)
    {
        var seen = new Dictionary<int, string>();
        foreach (var (token, id) in ids)
        {
            if (id is < 0 or >= LargestId)
                throw _faults.Refuse("an id lies outside the vocabulary", $"\"{token}\": {id}", $"0 to {LargestId - 1}");
            if (!seen.TryAdd(id, token))
                throw _faults.Refuse("two tokens have one id", $"\"{seen[id]}\" and \"{token}\": {id}");
        }
        return ids.Count == 0 ? throw _faults.Refuse("its vocabulary is empty") : seen.Keys.Max() + 1;
    }
}
