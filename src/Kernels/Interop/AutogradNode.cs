using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using Workbench.Kernels.Runtime;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>Handles side by side.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct TensorArray(nint* start, long count)
    {
        internal nint* Start = start;
        internal long Count = count;
    }

    /// <summary>A node of libtorch's graph: who keeps it alive, and who only knows it.</summary>
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
/// What a node computes when gradients flow. An exception becomes one of <c>backward()</c>: <see cref="BackwardFailure"/>.
/// </summary>
internal interface IBackward
{
    /// <summary>The gradients of the inputs.</summary>
    /// <param name="call">What the forward pass was called with.</param>
    /// <param name="kept">What it kept.</param>
    /// <param name="given">Of the outputs; null where one is not used.</param>
    /// <param name="wanted">Which inputs require a gradient.</param>
    Tensor?[] Backward(object call, Tensor?[] kept, Tensor?[] given, bool[] wanted);
}

/// <summary>
/// One recorded call in libtorch's graph: the native half of TorchSharp's custom functions. Its managed half costs more than most kernels
/// of a small model (delegates, lists and locks for each call, an unused tensor for each output). A node that is over serves the next call.
/// </summary>
internal sealed unsafe class AutogradNode
{
    private static readonly ConcurrentStack<AutogradNode> Free = new();

    // Native code holds their addresses for as long as the process runs: a node is never collected.
    private static readonly ConcurrentBag<AutogradNode> All = [];

    [ThreadStatic]
    private static nint[]? _wrapped;

    private readonly ApplyFunction _apply;
    private readonly DeleteFunction _delete;
    private readonly nint _applyAddress,
        _deleteAddress;
    private readonly List<(nint Saved, Tensor? Held)> _kept = [];
    private NativeMethods.NodePointers _native;
    private IBackward? _function;
    private object? _call;
    private bool[] _wanted = [],
        _there = [];
    private nint[] _answer = [];

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

    /// <summary>A node that takes gradients on to the inputs.</summary>
    internal static AutogradNode Begin(IBackward function, object call, Tensor?[] inputs)
    {
        if (!Free.TryPop(out var node))
            node = new();
        node._function = function;
        node._call = call;
        node._there = Array.ConvertAll(inputs, static input => input is not null);
        node._wanted = Array.ConvertAll(inputs, static input => input is { requires_grad: true });
        node._native = NativeMethods.THSAutograd_CSharpNode_ctor(node._applyAddress, node._deleteAddress);
        CheckForErrors();
        var handles = stackalloc nint[inputs.Length];
        NativeMethods.THSAutograd_CSharpNode_setNextEdges(node._native, Handles(inputs, handles), executable: true);
        GC.KeepAlive(inputs);
        return node;
    }

    /// <summary>The outputs as results of this node, which from now on lives as long as the graph does.</summary>
    /// <param name="inputs">As at the beginning.</param>
    /// <param name="outputs">As they were computed.</param>
    /// <param name="keep">What backward will be given: inputs and outputs among it, and what was made for it alone, which now belongs to
    /// the node.</param>
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

    /// <summary>Lets go of a node whose forward pass failed, or of this half's own hold on it.</summary>
    internal void Release()
    {
        NativeMethods.THSAutograd_CSharpNode_disposeSharedPtr(_native);
        CheckForErrors();
    }

    // Inputs and outputs are the user's, who may change them in place: libtorch's saved variables notice, and break the circle of an output
    // that is kept by its own node.
    private void Keep(Tensor? tensor, Tensor?[] inputs, Tensor[] outputs, Tensor[] results)
    {
        if (tensor is null)
        {
            _kept.Add(default);
            return;
        }
        var output = Array.FindIndex(outputs, one => ReferenceEquals(one, tensor));
        if (output < 0 && !Array.Exists(inputs, input => ReferenceEquals(input, tensor)))
        {
            _kept.Add((0, tensor.DetachFromDisposeScope()));
            return;
        }
        _kept.Add((NativeMethods.THSAutograd_SavedVariable_ctor((output < 0 ? tensor : results[output]).Handle, _native, false), null));
        CheckForErrors();
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
#pragma warning disable CA1031 // An exception that leaves this method ends the process.
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
        KernelGraphs.Return(made);
        if (_answer.Length < made.Length)
            _answer = GC.AllocateArray<nint>(made.Length, pinned: true);
        return Handles(made, (nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_answer)), _there);
    }

    private Tensor?[] Made(Tensor?[] given, Tensor?[] kept)
    {
        for (var i = 0; i < kept.Length; i++)
        {
            var (saved, held) = _kept[i];
            kept[i] = held;
            if (saved == 0)
                continue;
            var handle = NativeMethods.THSAutograd_SavedVariable_unpack(saved, _native);
            CheckForErrors();
            kept[i] = Tensor.UnsafeCreateTensor(handle);
        }
        return Array.TrueForAll(given, static one => one is null)
            ? new Tensor?[_wanted.Length]
            : _function!.Backward(_call!, kept, given, _wanted);
    }

    // libtorch's graph has let go of the node.
    private void Delete()
    {
        foreach (var (saved, held) in _kept)
        {
            held?.Dispose();
            if (saved != 0)
                NativeMethods.THSAutograd_SavedVariable_dispose(saved);
        }
        _kept.Clear();
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

    // Those that are there, one after the other; where `which` is given, all of it, 0 for those that are not.
    private static NativeMethods.TensorArray Handles(Tensor?[] tensors, nint* to, bool[]? which = null)
    {
        var count = 0;
        for (var i = 0; i < tensors.Length; i++)
            if (which?[i] ?? tensors[i] is not null)
                to[count++] = tensors[i]?.Handle ?? 0;
        return new(to, count);
    }
}
