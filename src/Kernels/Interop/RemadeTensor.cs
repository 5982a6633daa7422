using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// A kernel's result that is cheaply made again from tensors that autograd's graph keeps anyway (a norm from the sum that it normalises).
/// A node that would save the result for its backward pass saves these sources instead, which takes no memory of its own.
/// </summary>
internal sealed class RemadeTensor
{
    // Below this size (1 MB), saving is faster and its memory does not matter.
    private const long LeastNumbers = 1 << 18;

    private static readonly ConditionalWeakTable<Tensor, RemadeTensor> Known = [];

    private readonly Tensor?[] _sources;
    private readonly Func<Tensor?[], Tensor> _make;
    private readonly long _version;

    private RemadeTensor(Tensor?[] sources, Func<Tensor?[], Tensor> make, long version) =>
        (_sources, _make, _version) = (sources, make, version);

    /// <summary>Declares how a result is made again.</summary>
    /// <param name="result">The result, recorded by autograd.</param>
    /// <param name="sources">The tensors from which it was made; null for an absent one.</param>
    /// <param name="make">Makes the result from the sources with the same bits, and differentiably where gradients are enabled.</param>
    internal static void Declare(Tensor result, Tensor?[] sources, Func<Tensor?[], Tensor> make)
    {
        if (TorchAbi.KnowsVersions && result.requires_grad && result.numel() >= LeastNumbers)
            Known.Add(result, new(sources, make, TorchAbi.Version(result)));
    }

    /// <summary>How a tensor is made again; null if that was not declared, or if it was changed in place, or a source disposed.</summary>
    internal static RemadeTensor? Find(Tensor tensor) =>
        Known.TryGetValue(tensor, out var how)
        && how._version == TorchAbi.Version(tensor)
        && !Array.Exists(how._sources, static source => source is { IsInvalid: true })
            ? how
            : null;

    /// <summary>Saves the sources for a node's backward pass.</summary>
    internal Saved SaveFor(NativeMethods.NodePointers node)
    {
        var saved = new nint[_sources.Length];
        for (var i = 0; i < saved.Length; i++)
            if (_sources[i] is { } source)
                saved[i] = NativeMethods.THSAutograd_SavedVariable_ctor(source.Handle, node, false);
        CheckForErrors();
        GC.KeepAlive(_sources);
        return new(saved, _make);
    }

    /// <summary>The sources as variables saved by libtorch, which detect changes in place.</summary>
    internal sealed class Saved(nint[] saved, Func<Tensor?[], Tensor> make)
    {
        /// <summary>Makes the tensor again.</summary>
        internal Tensor Make(NativeMethods.NodePointers node)
        {
            var sources = new Tensor?[saved.Length];
            try
            {
                for (var i = 0; i < saved.Length; i++)
                {
                    if (saved[i] == 0)
                        continue;
                    var handle = NativeMethods.THSAutograd_SavedVariable_unpack(saved[i], node);
                    CheckForErrors();
                    sources[i] = Tensor.UnsafeCreateTensor(handle);
                }
                return make(sources);
            }
            finally
            {
                foreach (var source in sources)
                    source?.Dispose();
            }
        }

        /// <summary>Frees the saved variables.</summary>
        internal void Free()
        {
            foreach (var one in saved)
                if (one != 0)
                    NativeMethods.THSAutograd_SavedVariable_dispose(one);
        }
    }
}
