using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// The three calls of a training step that walk over all parameters (gradients cleared, their common norm clipped, AdamW's step; Loshchilov
/// and Hutter 2019), as two walks over memory instead of some ten. It works on the <see cref="AdamW"/> that it is given, whose groups,
/// options and states stay the truth: what is saved, restored or scheduled there is seen by the next step.
/// </summary>
/// <remarks>
/// The kernel does it when it is on and every parameter, gradient and moment is dense float32 on the CPU, without AMSGrad and not
/// maximising. Otherwise <see cref="nn.utils.clip_grad_norm_(IEnumerable{Parameter}, double, double)"/> and
/// <see cref="AdamW.step(Func{Tensor}?)"/> do. Both ways give the same numbers up to float32 rounding. The kernel leaves clipped gradients
/// as they are and scales them as it reads them.
/// </remarks>
public sealed class FusedAdamW
{
    private readonly AdamW _optimiser;
    private readonly Parameter[] _parameters;
    private readonly AdamW.State[] _states;
    private readonly AdamW.Options[] _options;
    private readonly nint[] _parameterHandles, _meanHandles, _squareHandles;
    private readonly long[] _steps;
    private readonly NativeMethods.AdamWGroup[] _groups;

    // What the next step multiplies gradients by, because clipping left them as they are.
    private double _scale = 1;

    /// <summary>Works on an optimiser from now on.</summary>
    /// <param name="optimiser">All its groups have been added.</param>
    public FusedAdamW(AdamW optimiser)
    {
        ArgumentNullException.ThrowIfNull(optimiser);
        _optimiser = optimiser;
        _parameters = [.. optimiser.parameters()];
        var state = optimiser.state_dict();
        _states = [.. state.State.Cast<AdamW.State>()];
        _options = [.. state.Options.Cast<AdamW.Options>()];
        _groups = [.. state.StateIndexRef.Select(members => new NativeMethods.AdamWGroup { Count = members.Count })];
        (_parameterHandles, _meanHandles, _squareHandles) = (new nint[_parameters.Length], new nint[_parameters.Length], new nint[_parameters.Length]);
        _steps = new long[_parameters.Length];
    }

    /// <summary>
    /// Lets all gradients go, so that the next backward pass puts its own there instead of adding to zeros. A parameter that gets none is
    /// left out of the step (<see cref="optim.Optimizer.zero_grad"/> leaves zeros, with which it would still decay).
    /// </summary>
    public void zero_grad()
    {
        _scale = 1;
        if (NativeKernels.IsOn("optimiser"))
        {
            NativeMethods.Check(NativeMethods.workbench_optimiser_release(Parameters(), _parameters.Length));
            return;
        }
        foreach (var parameter in _parameters) parameter.grad = null;
    }

    /// <summary>The common 2-norm of all gradients, which the next <see cref="step"/> takes as if they had been scaled to at most a maximum.</summary>
    /// <param name="max_norm">The largest norm; infinity clips nothing.</param>
    /// <returns>
    /// The norm before; 0 without gradients. As in PyTorch, a norm of NaN makes every gradient NaN, an infinite one makes finite gradients 0
    /// and infinite ones NaN.
    /// </returns>
    public double clip_grad_norm_(double max_norm)
    {
        if (!(max_norm >= 0)) throw new ArgumentOutOfRangeException(nameof(max_norm), max_norm, "the largest norm is a number from 0 to infinity");
        if (NativeKernels.IsOn("optimiser"))
        {
            NativeMethods.Check(NativeMethods.workbench_optimiser_norm(Parameters(), _parameters.Length, out var norm, out var taken));
            if (taken != 0)
            {
                // In float32 and in this order, as PyTorch has it: of two infinities NaN remains.
                var factor = 1 / ((float)(_scale * norm) + 1e-6f) * (float)max_norm;
                norm *= _scale;
                _scale *= factor > 1 ? 1 : factor;
                return norm;
            }
        }
        ScaleGradients();
        return nn.utils.clip_grad_norm_(_parameters, max_norm);
    }

    /// <summary>Takes a step with every parameter that has a gradient.</summary>
    /// <param name="learning_rate">The rate of all groups, at least 0; it stays in their options.</param>
    public void step(double learning_rate)
    {
        if (!(learning_rate >= 0)) throw new ArgumentOutOfRangeException(nameof(learning_rate), learning_rate, "a learning rate is at least 0");
        foreach (var options in _options) options.LearningRate = learning_rate;
        if (!StepByKernel())
        {
            ScaleGradients();
            _optimiser.step();
        }
        _scale = 1;
    }

    private bool StepByKernel()
    {
        if (!NativeKernels.IsOn("optimiser")) return false;
        for (var i = 0; i < _groups.Length; i++)
        {
            var options = _options[i];
            if (options.amsgrad == true || options.maximize == true) return false;
            ref var group = ref _groups[i];
            (group.LearningRate, group.WeightDecay, group.Epsilon) = (options.LearningRate!.Value, options.weight_decay!.Value, options.eps!.Value);
            (group.Beta1, group.Beta2) = (options.beta1!.Value, options.beta2!.Value);
        }
        for (var i = 0; i < _states.Length; i++)
        {
            (_meanHandles[i], _squareHandles[i]) = (_states[i].exp_avg.Handle, _states[i].exp_avg_sq.Handle);
            _steps[i] = _states[i].step;
        }
        NativeMethods.Check(NativeMethods.workbench_optimiser_step(
            Parameters(), _meanHandles, _squareHandles, _steps, _parameters.Length, _groups, _groups.Length, _scale, out var taken));
        if (taken == 0) return false;
        for (var i = 0; i < _states.Length; i++) _states[i].step = _steps[i];
        return true;
    }

    // What clipping has asked for, for operators that do not know of it.
    private void ScaleGradients()
    {
        if (_scale == 1) return;
        using var guard = no_grad();
        foreach (var parameter in _parameters)
        {
            using var gradient = parameter.grad;
            gradient?.mul_(_scale);
        }
        _scale = 1;
    }

    // Handles are asked for each time: a module that moves may exchange them.
    private ReadOnlySpan<nint> Parameters()
    {
        for (var i = 0; i < _parameters.Length; i++) _parameterHandles[i] = _parameters[i].Handle;
        return _parameterHandles;
    }
}
