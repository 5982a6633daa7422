using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Fast versions of the three calls of a training step that traverse all parameters: clearing gradients, clipping by the global norm, and
/// AdamW's step (Loshchilov and Hutter 2019). They need two passes over memory instead of about ten. Operates on an existing
/// <see cref="AdamW"/>, whose groups, options and states remain authoritative: changes there (loading, scheduling) affect the next step,
/// and its own steps can be mixed with these.
/// </summary>
/// <remarks>
/// The kernel is used when it is on and every parameter, gradient and moment is dense float32 on the CPU, without AMSGrad or maximize.
/// Otherwise <see cref="nn.utils.clip_grad_norm_(IEnumerable{Parameter}, double, double)"/> clips, and libtorch's fused operator steps, or
/// <see cref="AdamW.step(Func{Tensor}?)"/> in cases that the operator does not support (AMSGrad, sparse gradients). All paths give equal
/// results up to rounding. With the kernel, clipping does not modify the gradients; the step scales them while reading.
/// </remarks>
public sealed partial class FusedAdamW : IDisposable
{
    private readonly AdamW _optimiser;
    private readonly Parameter[] _parameters;
    private readonly AdamW.State[] _states;
    private readonly AdamW.Options[] _options;
    private readonly Tensor?[] _versions; // created lazily
    private readonly NativeMethods.AdamWParameter[] _list;
    private readonly NativeMethods.AdamWGroup[] _groups;
    private readonly bool _overlaps;

    // Factor for the gradients in the next step; clipping sets it instead of scaling the gradients.
    private double _scale = 1;

    /// <summary>
    /// Wraps an optimiser. Replaces the parameter lists of its groups by lists without duplicates, because <see cref="AdamW"/> enumerates
    /// them at every step and updates a parameter as often as it is listed.
    /// </summary>
    /// <param name="optimiser">The optimiser, with all groups added. Not disposed by this object.</param>
    public FusedAdamW(AdamW optimiser)
    {
        ArgumentNullException.ThrowIfNull(optimiser);
        _optimiser = optimiser;
        var seen = new HashSet<nint>();
        foreach (var group in optimiser.ParamGroups.Cast<ParamGroup>())
            group.Parameters = [.. group.Parameters.Where(parameter => seen.Add(TiedParameters.Identity(parameter)))];
        _parameters = [.. optimiser.parameters()];
        _overlaps = Overlap(_parameters);
        var state = optimiser.state_dict();
        _states = [.. state.State.Cast<AdamW.State>()];
        _options = [.. state.Options.Cast<AdamW.Options>()];
        _versions = new Tensor?[_parameters.Length];
        _groups = new NativeMethods.AdamWGroup[_options.Length];
        _list = new NativeMethods.AdamWParameter[_parameters.Length];
        for (var group = 0; group < _groups.Length; group++)
            foreach (var i in state.StateIndexRef[group])
                _list[i].Group = group;
    }

    /// <summary>
    /// Sets all gradients to null, so that the next backward pass assigns them instead of adding to zeros. The step skips a parameter
    /// without a gradient (with the zeros of <see cref="optim.Optimizer.zero_grad"/> the parameter would still decay).
    /// </summary>
    public void zero_grad()
    {
        _scale = 1;
        foreach (var parameter in _parameters)
            parameter.grad = null;
        KernelGraphs.ReleaseReturned();
    }

    /// <summary>
    /// Returns the global 2-norm of all gradients, and makes the next <see cref="step"/> use the gradients scaled to at most the maximum
    /// norm.
    /// </summary>
    /// <param name="max_norm">The maximum norm; infinity disables clipping.</param>
    /// <returns> The norm before clipping; 0 without gradients. As in PyTorch, a NaN norm makes every gradient NaN; an infinite norm makes
    /// finite gradients 0 and infinite ones NaN.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is negative or NaN.</exception>
    public double clip_grad_norm_(double max_norm)
    {
        if (!(max_norm >= 0))
            throw new ArgumentOutOfRangeException(nameof(max_norm), max_norm, "the largest norm is a number from 0 to infinity");
        if (NativeKernels.IsOn("optimiser") && List(whole: false))
        {
            NativeMethods.Check(NativeMethods.workbench_optimiser_norm(_list, _list.Length, out var norm));
            // In float32 and in this order, like PyTorch, so that two infinities give NaN.
            var factor = 1 / ((float)(_scale * norm) + 1e-6f) * (float)max_norm;
            norm *= _scale;
            _scale *= factor > 1 ? 1 : factor;
            return norm;
        }
        ScaleGradients();
        CopyExpandedGradients();
        return nn.utils.clip_grad_norm_(_parameters, max_norm);
    }

    /// <summary>Updates every parameter that has a gradient.</summary>
    /// <param name="learning_rate">The learning rate for all groups, at least 0; stored in their options.</param>
    /// <param name="factors">A factor of the rate for each group. Default: 1 for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or NaN.</exception>
    public void step(double learning_rate, IReadOnlyList<double>? factors = null)
    {
        if (!(learning_rate >= 0))
            throw new ArgumentOutOfRangeException(nameof(learning_rate), learning_rate, "a learning rate is at least 0");
        for (var group = 0; group < _options.Length; group++)
            _options[group].LearningRate = learning_rate * (factors?[group] ?? 1);
        if (!StepByKernel())
        {
            ScaleGradients();
            if (!StepByLibrary())
                _optimiser.step();
        }
        _scale = 1;
    }

    /// <summary>Disposes this object's own tensors, not the optimiser, its states or the parameters.</summary>
    public void Dispose()
    {
        foreach (var version in _versions)
            version?.Dispose();
    }

    private bool StepByKernel()
    {
        if (!NativeKernels.IsOn("optimiser") || _overlaps || !ListOptions() || !List(whole: true))
            return false;
        NativeMethods.Check(NativeMethods.workbench_optimiser_step(_list, _list.Length, _groups, _scale));
        for (var i = 0; i < _list.Length; i++)
        {
            if (_list[i].Step == _states[i].step)
                continue;
            _states[i].step = _list[i].Step;
            CountVersion(i);
        }
        return true;
    }

    private bool ListOptions()
    {
        for (var i = 0; i < _groups.Length; i++)
        {
            var options = _options[i];
            if (options.amsgrad == true || options.maximize == true)
                return false;
            _groups[i] = new()
            {
                LearningRate = options.LearningRate!.Value,
                Beta1 = options.beta1!.Value,
                Beta2 = options.beta2!.Value,
                Epsilon = options.eps!.Value,
                WeightDecay = options.weight_decay!.Value,
            };
        }
        return true;
    }

    // Collects the addresses of all tensors for the kernel, or only those of the gradients for the norm; returns false if the kernel does
    // not support a tensor. Addresses are read every time (about 0.1 us per parameter), because gradients are reallocated and states are
    // replaced on loading.
    private unsafe bool List(bool whole)
    {
        for (var i = 0; i < _list.Length; i++)
        {
            ref var one = ref _list[i];
            (one.Count, one.Step) = (0, _states[i].step);
            var handle = NativeMethods.THSTensor_grad(_parameters[i].Handle);
            if (handle == 0)
                continue;
            var fits = FloatLayout.TryRead(handle, out var gradient) && (whole ? ListState(ref one, i, gradient) : gradient.IsDense);
            NativeMethods.THSTensor_dispose(handle); // the parameter keeps the gradient
            if (!fits)
                return false;
            one.Gradient = gradient.Start;
            one.Count = gradient.Count;
            one.Step++;
        }
        return true;
    }

    private unsafe bool ListState(ref NativeMethods.AdamWParameter one, int i, in FloatLayout gradient)
    {
        var fits = FloatLayout.TryRead(_parameters[i].Handle, out var weight) && weight.IsDense && gradient.IsLike(weight);
        fits &= FloatLayout.TryRead(_states[i].exp_avg.Handle, out var mean) && mean.IsLike(weight);
        fits &= FloatLayout.TryRead(_states[i].exp_avg_sq.Handle, out var square) && square.IsLike(weight);
        one.Weight = weight.Start;
        one.Mean = mean.Start;
        one.Square = square.Start;
        return fits;
    }

    // Increment the version counter like in-place operators, so that backward detects that a saved parameter has changed.
    private unsafe void CountVersion(int i) => TorchAbi.Check(TorchAbi.Zero((_versions[i] ??= VersionOf(_parameters[i])).Handle));

    // An empty tensor that shares the parameter's version counter but not its memory.
    private static Tensor VersionOf(Parameter parameter)
    {
        using var nothing = empty(0, dtype: parameter.dtype, device: parameter.device);
        return parameter.detach().set_(nothing).DetachFromDisposeScope();
    }

    // Tensors that share memory have separate gradients, which AdamW applies sequentially; the kernel's threads would race.
    private static unsafe bool Overlap(Parameter[] parameters)
    {
        var seen = new HashSet<nint>();
        return TorchAbi.IsComplete
            && Array.Exists(
                parameters,
                parameter => FloatLayout.TryRead(parameter.Handle, out var layout) && layout.Count > 0 && !seen.Add((nint)layout.Start)
            );
    }

    // Applies the pending clipping factor to the gradients, for operators that do not take it as an argument.
    private void ScaleGradients()
    {
        if (_scale == 1)
            return;
        using var guard = no_grad();
        foreach (var parameter in _parameters)
        {
            using var gradient = parameter.grad;
            gradient?.mul_(_scale);
        }
        _scale = 1;
    }

    // clip_grad_norm_ writes to the gradients in place, which is not possible for expanded tensors (stride 0).
    private void CopyExpandedGradients()
    {
        foreach (var parameter in _parameters)
        {
            using var gradient = parameter.grad;
            if (gradient is null || gradient.is_sparse)
                continue;
            if (!Enumerable.Range(0, (int)gradient.dim()).Any(d => gradient.stride(d) == 0 && gradient.size(d) > 1))
                continue;
            using var copy = gradient.contiguous();
            parameter.grad = copy;
        }
    }
}
