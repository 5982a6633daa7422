using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using Workbench.Kernels.Runtime;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>An array of tensor handles.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct TensorArray(nint* start, long count)
    {
        internal nint* Start = start;
        internal long Count = count;
    }

    /// <summary>A strong and a weak pointer to a node of libtorch's autograd graph.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NodePointers
    {
        internal nint Shared,
            Weak;
    }

    // The native half of TorchSharp's custom functions (THSAutograd.h).
    [LibraryImport(TorchRuntime.Library)]
    internal static partial NodePointers THSAutograd_CSharpNode_ctor(nint apply, nint delete);

    [LibraryImport(TorchRuntime.Library)]
    internal static partial void THSAutograd_CSharpNode_disposeSharedPtr(NodePointers node);

    [LibraryImport(TorchRuntime.Library)]
    internal static partial void THSAutograd_CSharpNode_disposeWeakPtr(NodePointers node);

    [LibraryImport(TorchRuntime.Library)]
    internal static partial void THSAutograd_CSharpNode_setNextEdges(
        NodePointers node,
        TensorArray inputs,
        [MarshalAs(UnmanagedType.U1)] bool executable
    );

    [LibraryImport(TorchRuntime.Library)]
    internal static unsafe partial void THSAutograd_Function_wrapOutputs(
        TensorArray inputs,
        TensorArray notDifferentiable,
        TensorArray dirty,
        TensorArray outputs,
        NodePointers node,
        delegate* unmanaged[Cdecl]<nuint, nint*> allocator
    );

    [LibraryImport(TorchRuntime.Library)]
    internal static partial nint THSAutograd_SavedVariable_ctor(
        nint tensor,
        NodePointers node,
        [MarshalAs(UnmanagedType.U1)] bool inPlaceOnView
    );

    [LibraryImport(TorchRuntime.Library)]
    internal static partial nint THSAutograd_SavedVariable_unpack(nint saved, NodePointers node);

    [LibraryImport(TorchRuntime.Library)]
    internal static partial void THSAutograd_SavedVariable_dispose(nint saved);
}

/// <summary>
/// The backward computation of a node. An exception makes <c>backward()</c> throw; see <see cref="BackwardFailure"/>.
/// </summary>
internal interface IBackward
{
    /// <summary>The gradients of the inputs.</summary>
    /// <param name="call">The non-tensor arguments of the forward pass.</param>
    /// <param name="kept">The tensors saved by the forward pass.</param>
    /// <param name="given">The gradients of the outputs; null for an unused output.</param>
    /// <param name="wanted">Which inputs require a gradient.</param>
    Tensor?[] Backward(object call, Tensor?[] kept, Tensor?[] given, bool[] wanted);
}

/// <summary>
/// A node in libtorch's autograd graph. Uses the native half of TorchSharp's custom functions directly, because their managed half costs
/// more than most kernels of a small model (delegates, lists and locks per call, an unused tensor per output). Released nodes are reused.
/// </summary>
internal sealed unsafe class AutogradNode
{
    private static readonly ConcurrentStack<AutogradNode> Free = new();

    // Native code holds the addresses of the delegates, so nodes must never be garbage-collected.
    private static readonly ConcurrentBag<AutogradNode> All = [];

    [ThreadStatic]
    private static nint[]? _wrapped;

    private readonly ApplyFunction _apply;
    private readonly DeleteFunction _delete;
    private readonly nint _applyAddress,
        _deleteAddress;
    private readonly List<KeptTensor> _kept = [];
    private NativeMethods.NodePointers _native;
    private IBackward? _function;
    private object? _call;
    private bool _spent;
    private bool[] _wanted = [],
        _present = [];
    private nint[] _result = [];

    private AutogradNode()
    {
        (_apply, _delete) = (Apply, Delete);
        (_applyAddress, _deleteAddress) = (Marshal.GetFunctionPointerForDelegate(_apply), Marshal.GetFunctionPointerForDelegate(_delete));
        All.Add(this);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate NativeMethods.TensorArray ApplyFunction(nint* gradients, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void DeleteFunction();

    /// <summary>Creates a node whose next edges lead to the inputs.</summary>
    internal static AutogradNode Begin(IBackward function, object call, Tensor?[] inputs)
    {
        if (!Free.TryPop(out var node))
            node = new();
        node._function = function;
        node._call = call;
        node._spent = false;
        node._present = Array.ConvertAll(inputs, static input => input is not null);
        node._wanted = Array.ConvertAll(inputs, static input => input is { requires_grad: true });
        node._native = NativeMethods.THSAutograd_CSharpNode_ctor(node._applyAddress, node._deleteAddress);
        CheckForErrors();
        var handles = stackalloc nint[inputs.Length];
        NativeMethods.THSAutograd_CSharpNode_setNextEdges(node._native, Handles(inputs, handles), executable: true);
        GC.KeepAlive(inputs);
        return node;
    }

    /// <summary>Makes the outputs results of this node. From then on the graph keeps the node alive.</summary>
    /// <param name="inputs">The inputs given to <see cref="Begin"/>.</param>
    /// <param name="outputs">The computed outputs.</param>
    /// <param name="keep">The tensors to save for backward: inputs, outputs, and intermediate tensors, which the node then owns.</param>
    internal Tensor[] End(Tensor?[] inputs, Tensor[] outputs, List<Tensor?> keep)
    {
        nint* ins = stackalloc nint[inputs.Length],
            outs = stackalloc nint[outputs.Length];
        NativeMethods.THSAutograd_Function_wrapOutputs(Handles(inputs, ins), default, default, Handles(outputs, outs), _native, &Allocate);
        CheckForErrors();
        var results = new Tensor[outputs.Length];
        for (var i = 0; i < results.Length; i++)
            results[i] = Tensor.UnsafeCreateTensor(_wrapped![i]);
        foreach (var tensor in keep)
            Keep(tensor, inputs, outputs, results);
        foreach (var output in outputs)
            output.Dispose();
        GC.KeepAlive(inputs);
        Release();
        return results;
    }

    /// <summary>Releases this object's strong reference to the native node.</summary>
    internal void Release()
    {
        NativeMethods.THSAutograd_CSharpNode_disposeSharedPtr(_native);
        CheckForErrors();
    }

    // Inputs and outputs belong to the user. libtorch's saved variables detect in-place changes, and avoid the reference cycle of an output
    // that is saved by its own node.
    private void Keep(Tensor? tensor, Tensor?[] inputs, Tensor[] outputs, Tensor[] results)
    {
        if (tensor is null)
        {
            _kept.Add(default);
            return;
        }
        var output = Array.FindIndex(outputs, one => ReferenceEquals(one, tensor));
        if (output < 0 && !Array.Exists(inputs, input => ReferenceEquals(input, tensor)))
            _kept.Add(new(0, tensor.DetachFromDisposeScope(), null));
        else if (output < 0 && RemadeTensor.Find(tensor) is { } remade)
            _kept.Add(new(0, null, remade.SaveFor(_native)));
        else
            _kept.Add(new(Save(output < 0 ? tensor : results[output]), null, null));
        CheckForErrors();

        nint Save(Tensor variable) => NativeMethods.THSAutograd_SavedVariable_ctor(variable.Handle, _native, false);
    }

    private NativeMethods.TensorArray Apply(nint* gradients, int count)
    {
        KernelGraphs.ReleaseReturned();
        var given = new Tensor?[count];
        for (var i = 0; i < count; i++)
            given[i] = gradients[i] == 0 ? null : Tensor.UnsafeCreateTensor(gradients[i]);
        var kept = new Tensor?[_kept.Count];
        Tensor?[] made;
        try
        {
            made = Made(given, kept);
        }
#pragma warning disable CA1031 // An exception that escaped this callback would end the process.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            made = Array.ConvertAll(_wanted, wanted => wanted ? BackwardFailure.Gradient(failure) : null);
        }
        for (var i = 0; i < kept.Length; i++)
            if (_kept[i].Held is null)
                kept[i]?.Dispose();
        foreach (var gradient in given)
            gradient?.Dispose();
        if (!TorchAbi.KeepsGraph)
        {
            // As libtorch's own nodes do. What comes before this node in the graph is computed without these tensors in memory.
            ReleaseKept();
            _spent = true;
        }
        KernelGraphs.Return(made);
        if (_result.Length < made.Length)
            _result = GC.AllocateArray<nint>(made.Length, pinned: true);
        return Handles(made, (nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_result)), _present);
    }

    private Tensor?[] Made(Tensor?[] given, Tensor?[] kept)
    {
        if (_spent)
        {
            throw new InvalidOperationException(
                "backward through a graph whose saved tensors have been freed; keep them by retain_graph: true in the first backward pass"
            );
        }
        if (Array.TrueForAll(given, static one => one is null))
            return new Tensor?[_wanted.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            var (saved, held, remade) = _kept[i];
            kept[i] = held ?? remade?.Make(_native);
            if (saved == 0)
                continue;
            var handle = NativeMethods.THSAutograd_SavedVariable_unpack(saved, _native);
            CheckForErrors();
            kept[i] = Tensor.UnsafeCreateTensor(handle);
        }
        return _function!.Backward(_call!, kept, given, _wanted);
    }

    private void ReleaseKept()
    {
        foreach (var (saved, held, remade) in _kept)
        {
            held?.Dispose();
            remade?.Free();
            if (saved != 0)
                NativeMethods.THSAutograd_SavedVariable_dispose(saved);
        }
        _kept.Clear();
    }

    // Called when libtorch's graph releases the node.
    private void Delete()
    {
        ReleaseKept();
        NativeMethods.THSAutograd_CSharpNode_disposeWeakPtr(_native);
        (_native, _function, _call) = (default, null, null);
        Free.Push(this);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint* Allocate(nuint count)
    {
        if (_wrapped is null || _wrapped.Length < (int)count)
            _wrapped = GC.AllocateArray<nint>(Math.Max(4, (int)count), pinned: true);
        return (nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_wrapped));
    }

    // Packs the handles of the non-null tensors; with `which`, the handles at its true entries, 0 for null tensors.
    private static NativeMethods.TensorArray Handles(Tensor?[] tensors, nint* to, bool[]? which = null)
    {
        var count = 0;
        for (var i = 0; i < tensors.Length; i++)
            if (which?[i] ?? tensors[i] is not null)
                to[count++] = tensors[i]?.Handle ?? 0;
        return new(to, count);
    }

    // A tensor kept for the backward pass: saved by libtorch, held by this node, or made again.
    private readonly record struct KeptTensor(nint Saved, Tensor? Held, RemadeTensor.Saved? Remade);
}
