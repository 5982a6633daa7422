using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>A tensor in TorchSharp's format: element type, rank, sizes (each LEB128), then the elements in row-major order.</summary>
internal static class TensorFile
{
    private const long MaximumRank = 64;

    internal static void Write(BinaryWriter writer, Tensor tensor)
    {
        var shape = tensor.shape;
        writer.Encode((int)tensor.dtype);
        writer.Encode(shape.Length);
        foreach (var size in shape) writer.Encode(size);
        using var _ = no_grad();
        using var host = tensor.detach().to(CPU, disposeAfter: true);
        using var plain = host.contiguous();
        writer.Flush();
        plain.WriteBytesToStream(writer.BaseStream);
    }

    /// <summary>Reads into an existing tensor, whose element type and shape must be those of the stream.</summary>
    internal static void Read(BinaryReader reader, Tensor target)
    {
        var (type, shape) = ReadHeader(reader);
        if (type != target.dtype) throw new ArgumentException("Mismatched tensor data types while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        if (!shape.AsSpan().SequenceEqual(target.shape)) throw new ArgumentException("Mismatched tensor shape while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        using var _ = no_grad();
        using var loaded = ReadElements(reader, type, shape);
        target.copy_(loaded);
    }

    internal static Tensor Read(BinaryReader reader)
    {
        var (type, shape) = ReadHeader(reader);
        return ReadElements(reader, type, shape);
    }

    /// <summary>Passes over a tensor, on streams that cannot seek too.</summary>
    internal static (ScalarType type, long[] shape) Skip(BinaryReader reader)
    {
        var (type, shape) = ReadHeader(reader);
        var buffer = new byte[1 << 16];
        for (var left = shape.TotalSize() * type.ElementSize(); left > 0;)
        {
            var read = reader.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0) throw new EndOfStreamException();
            left -= read;
        }
        return (type, shape);
    }

    private static (ScalarType type, long[] shape) ReadHeader(BinaryReader reader)
    {
        var type = (ScalarType)reader.Decode();
        if (!Enum.IsDefined(type)) throw new InvalidDataException($"Unknown element type {(int)type}: this is not a file of TorchSharp's format.");
        var rank = reader.Decode();
        if (rank > MaximumRank) throw new InvalidDataException($"Rank {rank}: this is not a file of TorchSharp's format.");
        var shape = new long[rank];
        for (var i = 0; i < rank; i++) shape[i] = reader.Decode();
        return (type, shape);
    }

    private static Tensor ReadElements(BinaryReader reader, ScalarType type, long[] shape)
    {
        var tensor = empty(shape, dtype: type);
        try
        {
            tensor.ReadBytesFromStream(reader.BaseStream);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }
}
