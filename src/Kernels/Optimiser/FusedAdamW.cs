using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// The three calls of a training step that walk over all parameters (gradients cleared, their common norm clipped, AdamW's step; Loshchilov
/// and Hutter 2019), as two walks over memory instead of some ten. It works on the <see cref="AdamW"/> that it is given, whose groups,
/// options and states stay the truth: what is saved, restored or scheduled there is seen by the next step, and its own steps may be mixed
/// in.
/// </summary>
/// <remarks>
/// The kernel does it when it is on and every parameter, gradient and moment is dense float32 on the CPU, without AMSGrad and not
/// maximising. Otherwise <see cref="nn.utils.clip_grad_norm_(IEnumerable{Parameter}, double, double)"/> clips, and libtorch's fused
/// operator steps, or <see cref="AdamW.step(Func{Tensor}?)"/> what that does not take (AMSGrad, sparse gradients). All ways give the same
/// numbers up to rounding. The kernel leaves clipped gradients as they are and scales them as it reads them.
/// </remarks>
public sealed partial class FusedAdamW : IDisposable
{
    private readonly AdamW _optimiser;
    private readonly Parameter[] _parameters;
    private readonly AdamW.State[] _states;
    private readonly AdamW.Options[] _options;
    private readonly Tensor?[] _versions; // made when they are first needed
    private readonly NativeMethods.AdamWParameter[] _list;
    private readonly NativeMethods.AdamWGroup[] _groups;
    private readonly bool _overlaps;

    // What the next step multiplies gradients by, because clipping left them as they are.
    private double _scale = 1;

    /// <summary>
    /// Works on an optimiser from now on. Its groups' lists of parameters are replaced by lists that name each parameter once, where it
    /// came first: <see cref="AdamW"/> asks an enumeration again at every step, and steps a parameter as often as it is listed.
    /// </summary>
    /// <param name="optimiser">All its groups have been added. It stays the caller's, who disposes it.</param>
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
    /// Lets all gradients go, so that the next backward pass puts its own there instead of adding to zeros. A parameter that gets none is
    /// left out of the step (<see cref="optim.Optimizer.zero_grad"/> leaves zeros, with which it would still decay).
    /// </summary>
    public void zero_grad()
    {
        _scale = 1;
        foreach (var parameter in _parameters)
            parameter.grad = null;
        KernelGraphs.ReleaseReturned();
    }

    /// <summary>
    /// The common 2-norm of all gradients, which the next <see cref="step"/> takes as if they had been scaled to at most a maximum.
    /// </summary>
    /// <param name="max_norm">The largest norm; infinity clips nothing.</param>
    /// <returns>
    /// The norm before; 0 without gradients. As in PyTorch, a norm of NaN makes every gradient NaN, an infinite one makes finite gradients
    /// 0 and infinite ones NaN.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is negative or NaN.</exception>
    public double clip_grad_norm_(double max_norm)
    {
        if (!(max_norm >= 0))
            throw new ArgumentOutOfRangeException(nameof(max_norm), max_norm, "the largest norm is a number from 0 to infinity");
        if (NativeKernels.IsOn("optimiser") && List(whole: false))
        {
            NativeMethods.Check(NativeMethods.workbench_optimiser_norm(_list, _list.Length, out var norm));
            // In float32 and in this order, as PyTorch has it: of two infinities NaN remains.
            var factor = 1 / ((float)(_scale * norm) + 1e-6f) * (float)max_norm;
            norm *= _scale;
            _scale *= factor > 1 ? 1 : factor;
            return norm;
        }
        ScaleGradients();
        CopyExpandedGradients();
        return nn.utils.clip_grad_norm_(_parameters, max_norm);
    }

    /// <summary>Takes a step with every parameter that has a gradient.</summary>
    /// <param name="learning_rate">The rate of all groups, at least 0; it stays in their options.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or NaN.</exception>
    public void step(double learning_rate)
    {
        if (!(learning_rate >= 0))
            throw new ArgumentOutOfRangeException(nameof(learning_rate), learning_rate, "a learning rate is at least 0");
        foreach (var options in _options)
            options.LearningRate = learning_rate;
        if (!StepByKernel())
        {
            ScaleGradients();
            if (!StepByLibrary())
                _optimiser.step();
        }
        _scale = 1;
    }

    /// <summary>Frees what this holds of the parameters. The optimiser, its states and the parameters stay.</summary>
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

    // What the kernel reads and writes, or for the norm the gradients alone; false where a tensor is not the kernel's. Addresses are asked
    // for each time, some 0.1 us a parameter: gradients move, and states are exchanged when they are loaded.
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

    // As in-place operators do: a graph that has kept these values must not be walked with the new ones.
    private unsafe void CountVersion(int i) => TorchAbi.Check(TorchAbi.Zero((_versions[i] ??= VersionOf(_parameters[i])).Handle));

    // A tensor without elements that shares the parameter's version counter, and none of its memory.
    private static Tensor VersionOf(Parameter parameter)
    {
        using var nothing = empty(0, dtype: parameter.dtype, device: parameter.device);
        return parameter.detach().set_(nothing).DetachFromDisposeScope();
    }

    // Different tensors in the same memory have gradients of their own, which AdamW applies one after the other; threads must not do so at
    // once.
    private static unsafe bool Overlap(Parameter[] parameters)
    {
        var seen = new HashSet<nint>();
        return TorchAbi.IsComplete
            && Array.Exists(
                parameters,
                parameter => FloatLayout.TryRead(parameter.Handle, out var layout) && layout.Count > 0 && !seen.Add((nint)layout.Start)
            );
    }

    // What clipping has asked for, for operators that do not know of it.
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

    // Plain clipping writes into gradients. One number that stands for many cannot be written as many.
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
