using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// A kernel's result that is cheaply made again from tensors that autograd's graph keeps anyway (a norm from the sum that it normalises).
/// A node that would save the result for its backward pass saves these sources instead, which takes no memory of its own.
/// </summary>
/// <remarks>
/// A result that is still there in the backward pass is taken itself, as whoever differentiates twice by it needs. Otherwise a second
/// derivative goes on from what was made again to the sources, and is whole for leaves.
/// </remarks>
internal sealed class RemadeTensor
{
    // Below this size (1 MB), saving is faster and its memory does not matter.
    private const long LeastNumbers = 1 << 18;

    private static readonly ConditionalWeakTable<Tensor, Recipe> Known = [];

    private readonly State _result;
    private readonly Tensor?[] _sources;
    private readonly Func<Tensor?[], Tensor> _make;

    private RemadeTensor(State result, Tensor?[] sources, Func<Tensor?[], Tensor> make) =>
        (_result, _sources, _make) = (result, sources, make);

    /// <summary>Declares how a result is made again.</summary>
    /// <param name="result">The result, recorded by autograd.</param>
    /// <param name="sources">The tensors from which it was made; null for an absent one.</param>
    /// <param name="make">Makes the result from the sources with the same bits, and differentiably where gradients are enabled.</param>
    internal static void Declare(Tensor result, Tensor?[] sources, Func<Tensor?[], Tensor> make)
    {
        if (!result.requires_grad || result.numel() < LeastNumbers)
            return;
        var all = new State?[sources.Length];
        for (var i = 0; i < all.Length; i++)
            if (sources[i] is { } source && (all[i] = State.Of(source)) is null)
                return;
        if (State.Of(result) is { } state)
            Known.Add(result, new(state, all, make));
    }

    /// <summary>How a tensor is made again; null if that was not declared, or if it or a source was changed in place or is gone.</summary>
    internal static RemadeTensor? Find(Tensor tensor)
    {
        if (!Known.TryGetValue(tensor, out var recipe) || recipe.Result.Unchanged() is null)
            return null;
        var sources = new Tensor?[recipe.Sources.Length];
        for (var i = 0; i < sources.Length; i++)
        {
            if (recipe.Sources[i] is not { } source)
                continue;
            if (source.Unchanged() is not { } found)
                return null;
            sources[i] = found;
        }
        return new(recipe.Result, sources, recipe.Make);
    }

    /// <summary>Saves the sources for a node's backward pass.</summary>
    internal Saved SaveFor(NativeMethods.NodePointers node)
    {
        var saved = new nint[_sources.Length];
        for (var i = 0; i < saved.Length; i++)
            if (_sources[i] is { } source)
                saved[i] = NativeMethods.THSAutograd_SavedVariable_ctor(source.Handle, node, false);
        CheckForErrors();
        GC.KeepAlive(_sources);
        return new(_result, saved, _make);
    }

    private sealed record Recipe(State Result, State?[] Sources, Func<Tensor?[], Tensor> Make);

    // A tensor as it was, which is not kept alive.
    internal sealed record State(WeakReference<Tensor> Tensor, long Version)
    {
        /// <summary>Null where libtorch does not tell whether a tensor was changed.</summary>
        internal static State? Of(Tensor tensor) => TorchAbi.Version(tensor) is { } version ? new(new(tensor), version) : null;

        /// <summary>The tensor, if it is still there and has not been changed in place.</summary>
        internal Tensor? Unchanged() =>
            Tensor.TryGetTarget(out var tensor) && !tensor.IsInvalid && TorchAbi.Version(tensor) == Version ? tensor : null;
    }

    /// <summary>The sources as variables saved by libtorch, which detect changes in place.</summary>
    internal sealed class Saved(State result, nint[] saved, Func<Tensor?[], Tensor> make)
    {
        /// <summary>The tensor, made again if it is gone.</summary>
        internal Tensor Make(NativeMethods.NodePointers node)
        {
            if (result.Unchanged() is { } still)
                return still.alias();
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
