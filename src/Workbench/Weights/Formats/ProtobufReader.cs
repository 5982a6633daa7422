using System.Buffers.Binary;
using System.Text;

namespace Workbench.Weights;

/// <summary>
/// The fields of one message in the wire format of Protocol Buffers, in order, with the place of their bytes in the file. Every length is
/// checked against the message before it is used.
/// </summary>
/// <param name="message">The bytes of the message.</param>
/// <param name="start">Place of the message in the file.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message, long start)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;
    private int _bytes; // where Bytes begins

    /// <summary>The number of the field.</summary>
    public int Field { get; private set; }

    /// <summary>The value of a field that is a number; floating-point numbers as their bits.</summary>
    public ulong Number { get; private set; }

    /// <summary>The bytes of a field that is a text, bytes, a message or a packed list; empty for a number.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether the field is a text, bytes, a message or a packed list.</summary>
    public bool HasBytes { get; private set; }

    /// <summary>The place of <see cref="Bytes"/> in the file.</summary>
    public readonly long Offset => start + _bytes;

    /// <summary>The field as a text.</summary>
    /// <exception cref="InvalidDataException">It is not UTF-8.</exception>
    public readonly string Text
    {
        get
        {
            try
            {
                return Strict.GetString(Bytes);
            }
            catch (DecoderFallbackException broken)
            {
                throw new InvalidDataException($"the text at byte {Offset} is not UTF-8", broken);
            }
        }
    }

    /// <summary>The field as a message of its own.</summary>
    public readonly ProtobufReader Message => new(Bytes, Offset);

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Moves to the next field; false at the end of the message.</summary>
    /// <exception cref="InvalidDataException">The message is not one, or it is cut off.</exception>
    public bool Next()
    {
        if (_at == _message.Length)
            return false;
        var tag = Varint();
        var field = tag >> 3;
        if (field is 0 or > (1 << 29) - 1)
            throw new InvalidDataException($"byte {start + _at} begins no field of a protobuf message");
        (Field, Number, HasBytes) = ((int)field, 0, false);
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(Varint());
                HasBytes = true;
                _bytes = _at - Bytes.Length;
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"byte {start + _at} begins no field of a protobuf message");
        }
        return true;
    }

    /// <summary>The packed or single numbers of a field of type int64 are added to a list.</summary>
    public readonly void AddTo(List<long> numbers)
    {
        if (!HasBytes)
        {
            numbers.Add((long)Number);
            return;
        }
        var packed = Message;
        while (packed._at < packed._message.Length)
            numbers.Add((long)packed.Varint());
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
        throw new InvalidDataException($"the number at byte {start + _at} has more than ten bytes");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        var left = (ulong)(_message.Length - _at);
        if (count > left)
            throw new InvalidDataException($"the file is truncated or damaged: {count} bytes are to be at {start + _at}, and {left} are");
        var taken = _message.Slice(_at, (int)count);
        _at += (int)count;
        return taken;
    }
}
