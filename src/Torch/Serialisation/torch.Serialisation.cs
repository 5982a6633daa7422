namespace TorchSharp;

public static partial class torch
{
    /// <summary>Writes a tensor to a file, in libtorch's archive format.</summary>
    public static void save(Tensor t, string location) => t.save(location);

    /// <summary>Reads a tensor from a file in libtorch's archive format.</summary>
    public static Tensor load(string location) => Tensor.load(location);

    public partial class Tensor
    {
        /// <summary>Reads a tensor in TorchSharp's format.</summary>
        public static Tensor Load(BinaryReader reader) => TensorExtensionMethods.Load(reader);

        /// <summary>Reads a tensor in TorchSharp's format.</summary>
        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream);
            return Load(reader);
        }

        /// <summary>Reads a tensor in TorchSharp's format.</summary>
        public static Tensor Load(string location)
        {
            using var file = File.OpenRead(location);
            return Load(file);
        }

        /// <summary>Reads a tensor from a file in libtorch's archive format.</summary>
        public static Tensor load(string location)
        {
            if (!File.Exists(location)) throw new FileNotFoundException(location);
            Guard.Enter();
            Guard.Check(NativeMethods.wt_tensor_load(location, out var made));
            return new Tensor(made);
        }

        /// <summary>Writes the tensor to a file, in libtorch's archive format.</summary>
        public void save(string location)
        {
            Guard.Enter();
            Guard.Check(NativeMethods.wt_tensor_save(Handle, location));
            GC.KeepAlive(this);
        }
    }
}
