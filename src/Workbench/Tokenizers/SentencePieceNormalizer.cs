using System.Buffers.Binary;
using System.Text;

namespace Workbench.Tokenizers;

/// <summary>
/// What SentencePiece does to a line before it is cut into pieces: replaces characters by the model's own map (NFKC and others), drops
/// spaces, puts one before the line. The map is a double-array trie over UTF-8 bytes, whose leaves are places in a list of texts that end
/// in a zero byte.
/// </summary>
internal sealed class SentencePieceNormalizer
{
    private const uint Leaf = 1u << 31;

    private readonly bool _addsPrefix;
    private readonly bool _removesSpaces;
    private readonly uint[] _trie = [];
    private readonly byte[] _texts = [];

    // Longest first. A text of the user's is left as it is.
    private readonly byte[][] _kept;

    public SentencePieceNormalizer(UnigramModel model, TokenizerFaults faults)
    {
        (_addsPrefix, _removesSpaces) = (model.AddsPrefix, model.RemovesSpaces);
        _kept =
        [
            .. model
                .Pieces.Where(piece => piece.Kind == PieceKind.UserDefined)
                .Select(piece => Encoding.UTF8.GetBytes(piece.Text))
                .OrderByDescending(text => text.Length),
        ];
        if (model.CharacterMap.Length == 0)
            return;
        var map = model.CharacterMap.AsSpan();
        if (map.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(map) is var size && (size % 4 != 0 || size >= map.Length - 4))
            throw faults.Refuse("its map of characters is cut");
        _trie = new uint[size / 4];
        for (var i = 0; i < _trie.Length; i++)
            _trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(map[(4 + (4 * i))..]);
        _texts = map[(4 + (int)size)..].ToArray();
        if (_texts[^1] != 0 || _trie.Any(unit => (unit & Leaf) != 0 && (unit & ~Leaf) >= _texts.Length))
            throw faults.Refuse("its map of characters points outside its texts");
    }

    /// <summary>The text whose pieces are looked for, with U+2581 for spaces.</summary>
    public string Normalize(ReadOnlySpan<char> line)
    {
        var text = _trie.Length == 0 && _kept.Length == 0 ? line.ToString() : Mapped(line);
        if (_removesSpaces)
            text = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (_addsPrefix && text.Length > 0)
            text = ' ' + text;
        return text.Replace(' ', UnigramModel.Space);
    }

    private string Mapped(ReadOnlySpan<char> line)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(line)];
        Encoding.UTF8.GetBytes(line, bytes);
        using var mapped = new MemoryStream(bytes.Length);
        for (var start = 0; start < bytes.Length; )
        {
            var rest = bytes.AsSpan(start);
            var length = Kept(rest);
            if (length == 0 && Longest(rest, out length) is >= 0 and var text)
                mapped.Write(_texts.AsSpan(text, _texts.AsSpan(text).IndexOf((byte)0)));
            else
            {
                length = Math.Max(length, SizeOf(rest[0]));
                mapped.Write(rest[..length]);
            }
            start += length;
        }
        return Encoding.UTF8.GetString(mapped.GetBuffer(), 0, (int)mapped.Length);
    }

    private int Kept(ReadOnlySpan<byte> rest)
    {
        foreach (var text in _kept)
        {
            if (rest.StartsWith(text))
                return text.Length;
        }
        return 0;
    }

    /// <summary>The place of the text that replaces the longest beginning that the map has; negative when it has none.</summary>
    private int Longest(ReadOnlySpan<byte> rest, out int length)
    {
        (var found, length) = (-1, 0);
        if (_trie.Length == 0)
            return found;
        var node = Offset(_trie[0]);
        for (var i = 0; i < rest.Length; i++)
        {
            node ^= rest[i];
            if (node >= _trie.Length || (_trie[node] & (Leaf | 0xFF)) != rest[i])
                break;
            var unit = _trie[node];
            node ^= Offset(unit);
            if ((unit & 0x100) != 0 && node < _trie.Length)
                (found, length) = ((int)(_trie[node] & ~Leaf), i + 1);
        }
        return found < _texts.Length ? found : -1;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private static int SizeOf(byte first) =>
        first switch
        {
            < 0xC0 => 1,
            < 0xE0 => 2,
            < 0xF0 => 3,
            _ => 4,
        };
}
