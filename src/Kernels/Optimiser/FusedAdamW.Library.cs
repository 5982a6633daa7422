using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

public sealed partial class FusedAdamW
{
    // Steps with libtorch's fused operator, one call per group. Returns false, without any update, if it does not support a tensor or an
    // option.
    private bool StepByLibrary()
    {
        if (_overlaps || !ListOptions())
            return false;
        using var scope = NewDisposeScope();
        Tensor?[] gradients = [.. _parameters.Select(static parameter => parameter.grad)];
        int[] stepped = [.. Enumerable.Range(0, gradients.Length).Where(i => gradients[i] is not null)];
        if (!Array.TrueForAll(stepped, i => LibraryTakes(_parameters[i], [gradients[i]!, _states[i].exp_avg, _states[i].exp_avg_sq])))
            return false;
        foreach (var group in stepped.GroupBy(i => _list[i].Group))
        {
            int[] members = [.. group];
            var options = _groups[group.Key];
            ScriptedOperators.fused_adamw_(
                [.. members.Select(i => _parameters[i])],
                [.. members.Select(i => gradients[i]!)],
                [.. members.Select(i => _states[i].exp_avg)],
                [.. members.Select(i => _states[i].exp_avg_sq)],
                [.. members.Select(i => tensor((float)++_states[i].step, device: _parameters[i].device))],
                options.LearningRate,
                options.Beta1,
                options.Beta2,
                options.WeightDecay,
                options.Epsilon
            );
        }
        return true;
    }

    // The operator ignores strides, so all four tensors must be contiguous.
    private static bool LibraryTakes(Tensor parameter, Tensor[] others) =>
        parameter.is_floating_point()
        && parameter.device_type is (DeviceType.CPU or DeviceType.CUDA)
        && parameter.is_contiguous()
        && Array.TrueForAll(
            others,
            other =>
                !other.is_sparse
                && other.is_contiguous()
                && other.dtype == parameter.dtype
                && other.device_type == parameter.device_type
                && other.device_index == parameter.device_index
        );
}
