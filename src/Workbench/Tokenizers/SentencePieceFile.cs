using Google.Protobuf;

namespace Workbench.Tokenizers;

/// <summary>SentencePiece's .model files: the message ModelProto of sentencepiece_model.proto.</summary>
internal static class SentencePieceFile
{
    public const string FileName = "sentencepiece.model";

    private const uint UnigramType = 1;

    // Numbers of fields in the messages.
    private const int Pieces = 1,
        TrainerSpec = 2,
        NormalizerSpec = 3,
        PieceText = 1,
        PieceScore = 2,
        PieceType = 3,
        ModelType = 3,
        VocabularySize = 4,
        SpaceAsSuffix = 24,
        ByteFallback = 35,
        UnknownId = 40,
        BeginId = 41,
        EndId = 42,
        PaddingId = 43,
        RuleName = 1,
        CharacterMap = 2,
        AddsPrefix = 3,
        RemovesSpaces = 4,
        EscapesSpaces = 5;

    /// <summary>The file of a trained model.</summary>
    public static TokenizerContent Write(UnigramModel model)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            foreach (var piece in model.Pieces)
                Message(
                    output,
                    Pieces,
                    inner =>
                    {
                        inner.WriteTag(PieceText, WireFormat.WireType.LengthDelimited);
                        inner.WriteString(piece.Text);
                        inner.WriteTag(PieceScore, WireFormat.WireType.Fixed32);
                        inner.WriteFloat(piece.Score);
                        Number(inner, PieceType, (int)piece.Kind);
                    }
                );
            Message(
                output,
                TrainerSpec,
                inner =>
                {
                    Number(inner, ModelType, (int)UnigramType);
                    Number(inner, VocabularySize, model.Pieces.Count);
                    Number(inner, ByteFallback, model.ByteFallback ? 1 : 0);
                    Number(inner, UnknownId, 0);
                    foreach (var absent in (int[])[BeginId, EndId, PaddingId])
                        Number(inner, absent, -1);
                }
            );
            Message(
                output,
                NormalizerSpec,
                inner =>
                {
                    inner.WriteTag(RuleName, WireFormat.WireType.LengthDelimited);
                    inner.WriteString("identity");
                    Number(inner, AddsPrefix, model.AddsPrefix ? 1 : 0);
                    Number(inner, RemovesSpaces, model.RemovesSpaces ? 1 : 0);
                    Number(inner, EscapesSpaces, 1);
                }
            );
        }
        return new(FileName, Convert.ToBase64String(stream.ToArray()));
    }

    private static void Message(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var inner = new CodedOutputStream(stream, leaveOpen: true))
            write(inner);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(stream.ToArray()));
    }

    private static void Number(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    /// <summary>Reads a file.</summary>
    public static UnigramModel Read(byte[] bytes, TokenizerFaults faults)
    {
        var pieces = new List<UnigramPiece>();
        var parts = new HashSet<int>();
        // The defaults of the format.
        var (type, fallback, prefix, removes, escapes, suffix) = (UnigramType, false, true, true, true, false);
        byte[] map = [];
        try
        {
            Fields(
                new CodedInputStream(bytes),
                (field, input) =>
                {
                    parts.Add(field);
                    if (field == Pieces)
                        pieces.Add(Piece(input.ReadBytes()));
                    else if (field == TrainerSpec)
                        Fields(
                            input.ReadBytes().CreateCodedInput(),
                            (inner, spec) =>
                            {
                                if (inner == ModelType)
                                    type = spec.ReadUInt32();
                                else if (inner == ByteFallback)
                                    fallback = spec.ReadBool();
                                else if (inner == SpaceAsSuffix)
                                    suffix = spec.ReadBool();
                                else
                                    spec.SkipLastField();
                            }
                        );
                    else if (field == NormalizerSpec)
                        Fields(
                            input.ReadBytes().CreateCodedInput(),
                            (inner, spec) =>
                            {
                                if (inner == CharacterMap)
                                    map = spec.ReadBytes().ToByteArray();
                                else if (inner == AddsPrefix)
                                    prefix = spec.ReadBool();
                                else if (inner == RemovesSpaces)
                                    removes = spec.ReadBool();
                                else if (inner == EscapesSpaces)
                                    escapes = spec.ReadBool();
                                else
                                    spec.SkipLastField();
                            }
                        );
                    else
                        input.SkipLastField();
                }
            );
        }
        catch (Exception broken) when (broken is InvalidProtocolBufferException or InvalidOperationException)
        {
            throw faults.Refuse($"it is not a complete SentencePiece model: {broken.Message}", inner: broken);
        }
        // The last parts of a file, so a file that was cut between pieces lacks them.
        if (!parts.IsSupersetOf([Pieces, TrainerSpec, NormalizerSpec]))
            throw faults.Refuse("it is not a complete SentencePiece model: pieces, trainer or normalizer are missing");
        if (type != UnigramType)
            throw faults.Refuse("only SentencePiece models of the kind Unigram are read", $"kind {type}", "1 (Unigram)");
        if (!escapes || suffix)
            throw faults.Refuse("a model that does not escape white space, or puts it at the end of pieces, is not read");
        Check(pieces, fallback, faults);
        return new()
        {
            Pieces = pieces,
            ByteFallback = fallback,
            AddsPrefix = prefix,
            RemovesSpaces = removes,
            CharacterMap = map,
        };
    }

    private static void Check(List<UnigramPiece> pieces, bool fallback, TokenizerFaults faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var piece in pieces)
        {
            if (piece.Text.Length == 0)
                throw faults.Refuse("a piece is empty");
            if (!seen.Add(piece.Text))
                throw faults.Refuse("a piece is given twice", piece.Text);
            if (!float.IsFinite(piece.Score))
                throw faults.Refuse("a score is a finite number", $"{piece.Text}: {piece.Score}");
            if (!Enum.IsDefined(piece.Kind))
                throw faults.Refuse("a piece has an unknown kind", $"{piece.Text}: {(int)piece.Kind}");
        }
        if (pieces.Count(piece => piece.Kind == PieceKind.Unknown) != 1)
            throw faults.Refuse("a model has one unknown piece", $"{pieces.Count(piece => piece.Kind == PieceKind.Unknown)}", "1");
        for (var value = 0; fallback && value < ByteLevel.Bytes; value++)
        {
            if (!seen.Contains(UnigramModel.BytePiece((byte)value)))
                throw faults.Refuse("a model with byte fallback lacks a byte", UnigramModel.BytePiece((byte)value));
        }
    }

    private static UnigramPiece Piece(ByteString bytes)
    {
        var piece = new UnigramPiece("", 0);
        Fields(
            bytes.CreateCodedInput(),
            (field, input) =>
            {
                if (field == PieceText)
                    piece = piece with { Text = input.ReadString() };
                else if (field == PieceScore)
                    piece = piece with { Score = input.ReadFloat() };
                else if (field == PieceType)
                    piece = piece with { Kind = (PieceKind)input.ReadEnum() };
                else
                    input.SkipLastField();
            }
        );
        return piece;
    }

    private static void Fields(CodedInputStream input, Action<int, CodedInputStream> read)
    {
        for (uint tag; (tag = input.ReadTag()) != 0; )
            read(WireFormat.GetTagFieldNumber(tag), input);
    }
}
