namespace TorchSharp.Utils;

/// <summary>Numbers in seven-bit groups, lowest first; the high bit says that more follow (LEB128).</summary>
internal static class LEB128Codec
{
    internal static void Encode(this BinaryWriter writer, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        for (; value > 0x7f; value >>= 7) writer.Write((byte)(value & 0x7f | 0x80));
        writer.Write((byte)value);
    }

    internal static long Decode(this BinaryReader reader)
    {
        long result = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var group = reader.ReadByte();
            result |= (long)(group & 0x7f) << shift;
            if ((group & 0x80) == 0) return result;
        }
        throw new InvalidDataException("A number in the stream is longer than 63 bits: this is not a file of TorchSharp's format.");
    }
}
