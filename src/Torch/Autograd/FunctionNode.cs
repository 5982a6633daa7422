using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// One application of a custom function: the managed half of a graph node. The node holds it through a handle that its
/// destructor frees, and calls it when gradients arrive.
/// </summary>
internal sealed unsafe class FunctionNode(string name, bool[] isTensor, Func<torch.autograd.AutogradContext, List<torch.Tensor>, List<torch.Tensor?>> backward)
{
    private (long[] Shape, torch.ScalarType Type, torch.Device Device)?[] _outputs = [];

    internal torch.autograd.AutogradContext Context { get; } = new();

    /// <summary>Runs forward without recording, then ties its outputs to a new graph node.</summary>
    internal List<torch.Tensor> Apply(List<torch.Tensor> inputs, Func<List<torch.Tensor>> forward)
    {
        var executable = AutoGradMode.IsEnabled && inputs.Exists(input => input.requires_grad);
        var node = Make(inputs, executable);
        try
        {
            List<torch.Tensor> raw;
            using (new AutoGradMode(false))
                raw = forward();
            var wrapped = Wrap(node, inputs, raw, executable);
            if (executable)
            {
                _outputs = [.. wrapped.Select(output => output is null ? default((long[], torch.ScalarType, torch.Device)?) : (output.shape, output.dtype, output.device))];
                Save(node);
            }
            Context.Saved();
            return wrapped!;
        }
        finally
        {
            NativeMethods.wt_function_delete(node);
        }
    }

    private nint Make(List<torch.Tensor> inputs, bool executable)
    {
        var handles = torch.autograd.Handles(inputs);
        var state = GCHandle.ToIntPtr(GCHandle.Alloc(this)); // freed by Release, also where making the node fails
        nint made;
        fixed (nint* given = handles)
            Guard.Check(NativeMethods.wt_function_new(&Backward, &Release, state, given, handles.Length, executable ? 1 : 0, out made));
        GC.KeepAlive(inputs);
        Context.Node = NativeMethods.wt_function_address(made);
        return made;
    }

    private List<torch.Tensor?> Wrap(nint node, List<torch.Tensor> inputs, List<torch.Tensor> raw, bool executable)
    {
        nint[] ins = torch.autograd.Handles(inputs), outs = torch.autograd.Handles(raw);
        nint[] dirty = torch.autograd.Handles(Context.Dirty), constant = torch.autograd.Handles(Context.NonDifferentiable);
        var wrapped = new nint[outs.Length];
        fixed (nint* i = ins, o = outs, d = dirty, c = constant, w = wrapped)
            Guard.Check(NativeMethods.wt_function_wrap(node, i, ins.Length, o, outs.Length, d, dirty.Length, c, constant.Length, executable ? 1 : 0, w));
        torch.autograd.Keep(inputs, raw, Context);
        return [.. wrapped.Select(handle => handle == 0 ? null : new torch.Tensor(handle))];
    }

    private void Save(nint node)
    {
        var handles = torch.autograd.Handles(Context.ToSave);
        fixed (nint* given = handles)
            Guard.Check(NativeMethods.wt_function_save(node, given, handles.Length));
        GC.KeepAlive(Context);
    }

    // From here on native frames are above: nothing may leave but a token.
    [UnmanagedCallersOnly]
    private static long Backward(nint state, nint* inputs, long inputCount, nint* outputs, long outputCount)
    {
        try
        {
            var node = (FunctionNode)GCHandle.FromIntPtr(state).Target!;
            var gradients = new List<torch.Tensor>();
            for (var k = 0; k < inputCount; k++)
                gradients.Add(node.Gradient(inputs[k], k)!);
            node.Give(node.Check(backward: node.Run(gradients)), new Span<nint>(outputs, checked((int)outputCount)));
            return 0;
        }
        catch (Exception exception)
        {
            return Guard.Carry(exception);
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(nint state) => GCHandle.FromIntPtr(state).Free();

    private List<torch.Tensor?> Run(List<torch.Tensor> gradients) => backward(Context, gradients);

    private torch.Tensor? Gradient(nint handle, int position)
    {
        if (handle != 0)
            return new torch.Tensor(handle);
        return Context.MaterializeGrads && position < _outputs.Length && _outputs[position] is var (shape, type, device)
            ? torch.zeros(shape, type, device)
            : null;
    }

    // Gradients one a tensor argument; those of other arguments must be absent.
    private List<torch.Tensor?> Check(List<torch.Tensor?> backward)
    {
        while (backward.Count > isTensor.Length && backward[^1] is null)
            backward.RemoveAt(backward.Count - 1);
        if (backward.Count != isTensor.Length)
            throw new InvalidOperationException($"Function {name} returned an incorrect number of gradients (expected {isTensor.Length}, got {backward.Count})");
        var kept = new List<torch.Tensor?>();
        for (var k = 0; k < isTensor.Length; k++)
            if (isTensor[k])
                kept.Add(backward[k]);
            else if (backward[k] is not null)
                throw new InvalidOperationException($"Function {name} returned a gradient at position {k + 1}, but the corresponding forward input was not a Tensor");
        return kept;
    }

    // The engine owns what it is given; the function's own tensors stay its own.
    private void Give(List<torch.Tensor?> gradients, Span<nint> outputs)
    {
        for (var k = 0; k < Math.Min(outputs.Length, gradients.Count); k++)
        {
            if (gradients[k] is not { } gradient)
                continue;
            Guard.Check(NativeMethods.wt_tensor_alias(gradient.Handle, out outputs[k]));
            GC.KeepAlive(gradient);
        }
    }
}
