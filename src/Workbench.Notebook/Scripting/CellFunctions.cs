using System.Collections;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using TorchSharp;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// Replaces <see cref="autograd.SingleTensorFunction{T}"/> as the base class of custom autograd functions in cells. An exception of the
/// backward method, interrupts included, is rethrown by <c>backward()</c>; an exception that leaves the callback of libtorch would end the
/// process.
/// </summary>
/// <typeparam name="T">The function.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SingleCellFunction<T> : autograd.SingleTensorFunction<T>
    where T : SingleCellFunction<T>, new()
{
    /// <summary>The cell's backward method.</summary>
    [SuppressMessage("Naming", "CA1707", Justification = "A name that no cell has.")]
    public abstract List<Tensor> backward_of_cell(autograd.AutogradContext ctx, Tensor grad_output);

    /// <inheritdoc/>
    public sealed override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        CellFunctions.Guarded(ctx, () => backward_of_cell(ctx, grad_output));
}

/// <summary>Replaces <see cref="autograd.MultiTensorFunction{T}"/> like <see cref="SingleCellFunction{T}"/>.</summary>
/// <typeparam name="T">The function.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class MultiCellFunction<T> : autograd.MultiTensorFunction<T>
    where T : MultiCellFunction<T>, new()
{
    /// <summary>The cell's backward method.</summary>
    [SuppressMessage("Naming", "CA1707", Justification = "A name that no cell has.")]
    public abstract List<Tensor> backward_of_cell(autograd.AutogradContext ctx, List<Tensor> grad_outputs);

    /// <inheritdoc/>
    public sealed override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) =>
        CellFunctions.Guarded(ctx, () => backward_of_cell(ctx, grad_outputs));
}

internal static class CellFunctions
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    [SuppressMessage("Design", "CA1031", Justification = "An exception that leaves a callback of libtorch ends the process.")]
    internal static List<Tensor> Guarded(autograd.AutogradContext ctx, Func<List<Tensor>> backward)
    {
        try
        {
            return backward();
        }
        catch (Exception failure)
        {
            // One gradient for each tensor argument.
            return [.. Inputs(ctx).Select(isTensor => isTensor ? BackwardFailure.Gradient(failure) : null!)];
        }
    }

    // Which arguments of the call were tensors: a private field of TorchSharp.
    private static IEnumerable<bool> Inputs(autograd.AutogradContext ctx)
    {
        var node = ctx.GetType().GetField("_node", Private)?.GetValue(ctx);
        return ((IEnumerable?)node?.GetType().GetField("_isVariableInput", Private)?.GetValue(node))?.Cast<bool>() ?? [];
    }
}
