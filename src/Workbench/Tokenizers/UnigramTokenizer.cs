using System.Text;

namespace Workbench.Tokenizers;

/// <summary>
/// A SentencePiece model of the kind Unigram: the most probable pieces of each line. Encoding is ours, because SentencePieceTokenizer of
/// Microsoft.ML.Tokenizers 2.0.1 gives other ids than spm_encode (docs/tokenizers.md).
/// </summary>
internal sealed class UnigramTokenizer : ITokenizer
{
    // SentencePiece's distance of the unknown piece from the least probable one.
    private const float UnknownPenalty = 10;

    private const float SmallestNormal = 1.17549435e-38f;

    private readonly UnigramModel _model;
    private readonly PieceTrie _trie;
    private readonly double[] _scores;
    private readonly SentencePieceNormalizer _normalizer;
    private readonly int _unknown;
    private readonly int[]? _bytes;
    private readonly float _unknownScore;
    private readonly int[]? _tokenBytes;

    public UnigramTokenizer(TokenizerContent content, string name)
    {
        var faults = new TokenizerFaults(name);
        Content = content;
        _model = SentencePieceFile.Read(Bytes(content.Text, faults), faults);
        _normalizer = new(_model, faults);
        var pieces = _model.Pieces;
        _trie = new([.. pieces.Select(one => one.Kind is PieceKind.Normal or PieceKind.UserDefined ? one.Text : null)]);
        _scores = [.. pieces.Select(one => one.Score)];
        _unknown = Enumerable.Range(0, pieces.Count).First(id => pieces[id].Kind == PieceKind.Unknown);
        var normal = pieces.Where(one => one.Kind == PieceKind.Normal).Select(one => one.Score).DefaultIfEmpty(0).ToList();
        _unknownScore = normal.Min() - UnknownPenalty;
        // SentencePiece takes the larger one of the best score and the smallest positive number, so this is never negative.
        var most = Math.Max(normal.Max(), SmallestNormal);
        for (var id = 0; id < pieces.Count; id++)
        {
            // A piece of the user's is taken before all others.
            if (pieces[id].Kind == PieceKind.UserDefined)
                _scores[id] = (Encoding.UTF8.GetByteCount(pieces[id].Text) * most) - 0.1;
        }
        if (_model.ByteFallback)
        {
            var ids = Enumerable.Range(0, pieces.Count).ToDictionary(id => pieces[id].Text, StringComparer.Ordinal);
            _bytes = [.. Enumerable.Range(0, ByteLevel.Bytes).Select(value => ids[UnigramModel.BytePiece((byte)value)])];
        }
        if (_model.IsLossless)
            _tokenBytes = [.. pieces.Select(TextBytes)];
    }

    public int Vocabulary => _model.Pieces.Count;

    public string Fingerprint => Content.Fingerprint;

    public TokenizerContent Content { get; }

    public IReadOnlyList<int>? TokenBytes => _tokenBytes;

    public int[] Encode(ReadOnlySpan<char> text)
    {
        var tokens = new List<int>(text.Length / 3);
        for (var start = 0; start <= text.Length; )
        {
            var length = text[start..].IndexOf('\n');
            var line = length < 0 ? text[start..] : text.Slice(start, length);
            EncodeLine(_normalizer.Normalize(line), tokens);
            if (length < 0)
                break;
            // SentencePiece's programs see no line ends.
            tokens.Add(_bytes is null ? _unknown : _bytes['\n']);
            start += length + 1;
        }
        return [.. tokens];
    }

    public string Decode(ReadOnlySpan<int> tokens)
    {
        var bytes = new MemoryStream();
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)Vocabulary)
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"a token lies in 0 to {Vocabulary - 1}");
            var piece = _model.Pieces[token];
            if (piece.Kind == PieceKind.Byte)
                bytes.WriteByte(Convert.ToByte(piece.Text[3..5], 16));
            else if (piece.Kind == PieceKind.Unknown)
                bytes.Write(" \u2047 "u8);
            else if (piece.Kind != PieceKind.Control)
                bytes.Write(Encoding.UTF8.GetBytes(piece.Text.Replace(UnigramModel.Space, ' ')));
        }
        var text = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        return _model.AddsPrefix && text.StartsWith(' ') ? text[1..] : text;
    }

    // The best path by dynamic programming. As in SentencePiece, sums are in double precision and the best one is kept in single
    // precision, which decides between paths of the same pieces in another order.
    private void EncodeLine(string text, List<int> tokens)
    {
        var best = new (float Score, int Start, int Piece)[text.Length + 1];
        Array.Fill(best, (0, -1, -1));
        for (var start = 0; start < text.Length; )
        {
            var size = char.IsHighSurrogate(text[start]) && start + 1 < text.Length && char.IsLowSurrogate(text[start + 1]) ? 2 : 1;
            var score = best[start].Score;
            var single = false;
            var node = 0;
            for (var end = start; end < text.Length && (node = _trie.Step(node, text[end])) >= 0; end++)
            {
                if (_trie.Piece(node) is not (>= 0 and var piece))
                    continue;
                Offer(end + 1, score + _scores[piece], piece);
                single |= end + 1 == start + size;
            }
            if (!single)
                Offer(start + size, (double)score + _unknownScore, _unknown);
            start += size;

            void Offer(int end, double total, int piece)
            {
                if (best[end].Start < 0 || total > best[end].Score)
                    best[end] = ((float)total, start, piece);
            }
        }
        var first = tokens.Count;
        for (var end = text.Length; end > 0; end = best[end].Start)
        {
            if (best[end].Piece != _unknown)
                tokens.Add(best[end].Piece);
            else if (_bytes is not null)
            {
                var bytes = Encoding.UTF8.GetBytes(text[best[end].Start..end]);
                for (var i = bytes.Length - 1; i >= 0; i--)
                    tokens.Add(_bytes[bytes[i]]);
            }
            // Neighbouring unknown characters are one token.
            else if (tokens.Count == first || tokens[^1] != _unknown)
                tokens.Add(_unknown);
        }
        tokens.Reverse(first, tokens.Count - first);
    }

    private static int TextBytes(UnigramPiece piece) =>
        piece.Kind switch
        {
            PieceKind.Byte => 1,
            PieceKind.Control or PieceKind.Unknown => 0,
            _ => Encoding.UTF8.GetByteCount(piece.Text.Replace(UnigramModel.Space, ' ')),
        };

    private static byte[] Bytes(string base64, TokenizerFaults faults)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException broken)
        {
            throw faults.Refuse("its content is not base64", inner: broken);
        }
    }
}
