using System.Collections;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using TorchSharp;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// What a custom autograd function of a cell is compiled against in the place of <see cref="autograd.SingleTensorFunction{T}"/>: an
/// exception of its backward method, an interrupt among them, is one of <c>backward()</c>. libtorch calls the method, and one that left it
/// would end the process.
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

/// <summary>The same in the place of <see cref="autograd.MultiTensorFunction{T}"/>.</summary>
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
            // One for each argument that was a tensor.
            return [.. Inputs(ctx).Select(isTensor => isTensor ? BackwardFailure.Gradient(failure) : null!)];
        }
    }

    // TorchSharp keeps to itself which arguments of a call were tensors.
    private static IEnumerable<bool> Inputs(autograd.AutogradContext ctx)
    {
        var node = ctx.GetType().GetField("_node", Private)?.GetValue(ctx);
        return ((IEnumerable?)node?.GetType().GetField("_isVariableInput", Private)?.GetValue(node))?.Cast<bool>() ?? [];
    }
}
