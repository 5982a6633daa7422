using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp;

public static partial class TensorExtensionMethods
{
    /// <summary>Makes a parameter of a tensor, whose storage it takes over.</summary>
    public static Parameter AsParameter(this Tensor tensor) => new(tensor);

    /// <summary>Writes the element type, rank and sizes (LEB128) and the elements, in TorchSharp's format.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer) => TensorFile.Write(writer, tensor);

    /// <summary>Writes the tensor in TorchSharp's format, and closes the stream.</summary>
    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    /// <summary>Writes the tensor to a file, in TorchSharp's format.</summary>
    public static void Save(this Tensor tensor, string location) => tensor.Save(File.Create(location));

    /// <summary>Reads elements into the tensor, whose element type and shape must be those that were written.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="reader">Where from.</param>
    /// <param name="skip">Whether the elements are passed over.</param>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        if (skip) TensorFile.Skip(reader);
        else TensorFile.Read(reader, tensor);
    }

    /// <summary>Reads a tensor.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="skip">Whether the elements are passed over; the tensor is then of zeros.</param>
    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        Tensor? tensor = null;
        Load(ref tensor, reader, skip);
        return tensor!;
    }

    /// <summary>Reads into a tensor of the shape that was written, or (null) into a new one.</summary>
    /// <param name="tensor">The tensor; null for a new one.</param>
    /// <param name="reader">Where from.</param>
    /// <param name="skip">Whether the elements are passed over.</param>
    public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        if (skip)
        {
            var (type, shape) = TensorFile.Skip(reader);
            tensor ??= zeros(shape, dtype: type);
        }
        else if (tensor is null)
        {
            tensor = TensorFile.Read(reader);
        }
        else
        {
            TensorFile.Read(reader, tensor);
        }
    }
}
