using System.Text;

namespace Torch.Tests.Onnx;

/// <summary>Reads the fields of a protobuf message, one after another.</summary>
internal ref struct Protobuf(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public int Field { get; private set; }

    /// <summary>The value of a varint or fixed field.</summary>
    public long Number { get; private set; }

    /// <summary>The content of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var key = Varint();
        Field = (int)(key >> 3);
        Bytes = default;
        switch (key & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BitConverter.ToInt64(Take(8));
                break;
            case 5:
                Number = BitConverter.ToInt32(Take(4));
                break;
            default:
                Bytes = Take((int)Varint());
                break;
        }
        return true;
    }

    /// <summary>The numbers of a repeated varint field, packed or not.</summary>
    public readonly void AddNumbers(List<long> numbers)
    {
        if (Bytes.IsEmpty)
        {
            numbers.Add(Number);
            return;
        }
        var packed = new Protobuf(Bytes);
        while (!packed._rest.IsEmpty)
            numbers.Add(packed.Varint());
    }

    private long Varint()
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(1)[0];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
