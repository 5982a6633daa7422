using TorchSharp;
using TorchSharp.Modules;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019) for a model. Weight decay applies to matrices, not to vectors (biases, gains). The state is saved and
/// restored by parameter names.
/// </summary>
public sealed class Optimiser : IDisposable
{
    private readonly AdamW _adam;
    private readonly FusedAdamW _fused;
    private readonly List<(string Name, Parameter Parameter)> _parameters;
    private readonly double[] _factors; // of the rate, for each group

    /// <summary>Optimises the parameters of a model that require gradients; a shared parameter is included once.</summary>
    /// <param name="model">The model; not disposed by the optimiser.</param>
    /// <param name="config">Rate, betas, epsilon and weight decay.</param>
    public Optimiser(nn.Module model, TrainingConfig config)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(config);
        var all = TiedParameters.Distinct(model).Where(one => one.Parameter.requires_grad).ToList();
        var factors = LayerRates.Factors(model, config.LayerRateDecay);
        // Matrices first, which decay; within them, the groups of layers with a rate of their own.
        var groups = all.GroupBy(one => (IsPlain: one.Parameter.dim() < 2, Factor: factors(one.Name)))
            .OrderBy(group => group.Key.IsPlain)
            .Select(group => (group.Key, Members: group.ToList()))
            .ToList();
        _parameters = [.. groups.SelectMany(group => group.Members)];
        _factors = [.. groups.Select(group => group.Key.Factor)];
        _adam = optim.AdamW(
            groups.Select(group => Group(group.Members, group.Key.IsPlain ? 0 : config.WeightDecay)),
            config.LearningRate,
            config.Beta1,
            config.Beta2,
            config.Epsilon
        );
        _fused = new(_adam);

        AdamW.ParamGroup Group(IEnumerable<(string, Parameter Parameter)> members, double decay) =>
            new([.. members.Select(one => one.Parameter)], config.LearningRate, config.Beta1, config.Beta2, config.Epsilon, decay);
    }

    /// <summary>The distinct parameters, in the order of the groups.</summary>
    internal IReadOnlyList<Parameter> Parameters => [.. _parameters.Select(one => one.Parameter)];

    /// <summary>Clears all gradients, so that the next backward pass assigns new ones.</summary>
    public void ReleaseGradients() => _fused.zero_grad();

    /// <summary>Returns the global gradient norm, and makes the next step use the gradients scaled to at most
    /// <paramref name="maximum"/>.</summary>
    /// <param name="maximum">The maximum norm; infinity disables clipping.</param>
    public double ClipGradients(double maximum) => _fused.clip_grad_norm_(maximum);

    /// <summary>Updates every parameter that has a gradient.</summary>
    /// <param name="learningRate">The rate, at least 0.</param>
    public void Step(double learningRate) => _fused.step(learningRate, _factors);

    /// <summary>The two moments of every parameter, as "NAME.exp_avg" and "NAME.exp_avg_sq".</summary>
    internal IReadOnlyList<KeyValuePair<string, Tensor>> State() =>
        [
            .. States()
                .SelectMany(one =>
                    new[]
                    {
                        KeyValuePair.Create(one.Name + ".exp_avg", one.State.exp_avg),
                        KeyValuePair.Create(one.Name + ".exp_avg_sq", one.State.exp_avg_sq),
                    }
                ),
        ];

    /// <summary>Restores saved moments.</summary>
    /// <exception cref="InvalidDataException">The moments do not match the model's parameters.</exception>
    internal void Restore(IReadOnlyDictionary<string, Tensor> saved, long steps)
    {
        foreach (var (name, state) in States())
        {
            Checkpoint.Copy(saved, name + ".exp_avg", state.exp_avg);
            Checkpoint.Copy(saved, name + ".exp_avg_sq", state.exp_avg_sq);
            state.step = steps;
        }
    }

    /// <summary>Resets the state to that before the first step.</summary>
    internal void Reset()
    {
        foreach (var (_, state) in States())
        {
            state.exp_avg.zero_();
            state.exp_avg_sq.zero_();
            state.step = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fused.Dispose();
        _adam.Dispose();
    }

    // The states are in the order of the groups and of the parameters within each group.
    private IEnumerable<(string Name, AdamW.State State)> States() =>
        _parameters.Zip(_adam.state_dict().State, (one, state) => (one.Name, (AdamW.State)state));
}
