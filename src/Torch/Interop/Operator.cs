using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// An operator of libtorch's dispatcher, found once by name and overload and then called boxed. Arguments come in the schema's
/// order; trailing ones that are left out take the schema's defaults.
/// </summary>
/// <param name="name">The name without "aten::", or with another namespace in front.</param>
/// <param name="overload">The overload, as in "add.Tensor".</param>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private const int StackWords = 128;
    private nint _handle;

    /// <summary>Does this libtorch have the operator?</summary>
    internal bool Exists => _handle != 0 || Find() != 0;

    internal torch.Tensor One(params ReadOnlySpan<Argument> args)
    {
        NativeArgument result;
        Call(args, &result, 1);
        return Own(result);
    }

    internal (torch.Tensor, torch.Tensor) Two(params ReadOnlySpan<Argument> args)
    {
        var results = stackalloc NativeArgument[2];
        Call(args, results, 2);
        return (Own(results[0]), Own(results[1]));
    }

    internal (torch.Tensor, torch.Tensor, torch.Tensor) Three(params ReadOnlySpan<Argument> args)
    {
        var results = stackalloc NativeArgument[3];
        Call(args, results, 3);
        return (Own(results[0]), Own(results[1]), Own(results[2]));
    }

    internal (torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor) Four(params ReadOnlySpan<Argument> args)
    {
        var results = stackalloc NativeArgument[4];
        Call(args, results, 4);
        return (Own(results[0]), Own(results[1]), Own(results[2]), Own(results[3]));
    }

    /// <summary>The tensors of an operator that returns a list.</summary>
    internal torch.Tensor[] Many(params ReadOnlySpan<Argument> args)
    {
        NativeArgument result;
        Call(args, &result, 1);
        if (result.Tag != ArgumentTag.TensorList)
            throw new InvalidOperationException($"{name} does not return a list of tensors.");
        var handles = (nint*)result.First;
        var tensors = new torch.Tensor[result.Second];
        for (var k = 0; k < tensors.Length; k++)
            tensors[k] = new torch.Tensor(handles[k]);
        NativeMethods.wt_free(handles);
        return tensors;
    }

    /// <summary>A number (bool, integer or real) as it was returned.</summary>
    internal Scalar Number(params ReadOnlySpan<Argument> args)
    {
        NativeArgument result;
        Call(args, &result, 1);
        return Scalar.Of(result);
    }

    /// <summary>Runs an operator for its effect: an in-place one returns the tensor it was given, and no second handle is made.</summary>
    internal void Run(params ReadOnlySpan<Argument> args) => Call(args, null, 0);

    private void Call(ReadOnlySpan<Argument> args, NativeArgument* results, int capacity)
    {
        Guard.Enter();
        var target = _handle;
        if (target == 0)
            target = Resolve();
        var words = 0;
        for (var k = 0; k < args.Length; k++)
            words += args[k].Words;
        var natives = stackalloc NativeArgument[args.Length];
        if (words > StackWords)
        {
            CallWithHeap(target, args, natives, words, results, capacity);
            return;
        }
        var scratch = stackalloc long[words];
        for (var k = 0; k < args.Length; k++)
        {
            args[k].Write(&natives[k], scratch);
            scratch += args[k].Words;
        }
        // The caller's span keeps the tensors alive through the call.
        Guard.Check(NativeMethods.wt_operator_call(target, natives, args.Length, results, capacity));
    }

    // Long lists (the parameters of a large model) do not go to the stack.
    private static void CallWithHeap(nint target, ReadOnlySpan<Argument> args, NativeArgument* natives, int words, NativeArgument* results, int capacity)
    {
        var heap = (long*)NativeMemory.Alloc((nuint)words, sizeof(long));
        try
        {
            var scratch = heap;
            for (var k = 0; k < args.Length; k++)
            {
                args[k].Write(&natives[k], scratch);
                scratch += args[k].Words;
            }
            Guard.Check(NativeMethods.wt_operator_call(target, natives, args.Length, results, capacity));
        }
        finally
        {
            NativeMemory.Free(heap);
        }
    }

    private nint Find()
    {
        var full = name.Contains("::") ? name : "aten::" + name;
        Guard.Check(NativeMethods.wt_operator_find(full, overload, out var found));
        return _handle = found;
    }

    private nint Resolve() => Find() is var found and not 0
        ? found
        : throw new NotSupportedException($"libtorch {torch.__version__} has no operator {name}{(overload.Length == 0 ? "" : "." + overload)}.");

    private torch.Tensor Own(in NativeArgument result) =>
        result.Tag == ArgumentTag.Tensor && result.First != 0
            ? new torch.Tensor((nint)result.First)
            : throw new InvalidOperationException($"{name} returned no tensor.");
}
