using TorchSharp;
using TorchSharp.Modules;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019) over a model: matrices decay, vectors (biases, gains) do not. Its state can be saved and restored
/// by the parameters' names.
/// </summary>
sealed class Optimiser : IDisposable
{
    readonly AdamW _adam;
    readonly FusedAdamW _fused;
    readonly List<(string Name, Parameter Parameter)> _parameters;

    public Optimiser(nn.Module model, TrainingConfig config)
    {
        // A tied matrix has two names and is one parameter.
        var seen = new HashSet<IntPtr>();
        var all = model.named_parameters().Where(one => one.parameter.requires_grad && seen.Add(one.parameter.Handle)).ToList();
        var decayed = all.Where(one => one.parameter.dim() >= 2).ToList();
        var plain = all.Where(one => one.parameter.dim() < 2).ToList();
        _adam = optim.AdamW(
            new[] { Group(decayed, config.WeightDecay), Group(plain, 0) }.Where(group => group.Parameters.Any()),
            config.LearningRate, config.Beta1, config.Beta2, config.Epsilon);
        _fused = new(_adam);
        // It has settled which parameters there are: one that is listed twice, by whatever handle, has one state.
        var kept = _adam.parameters().Select(one => one.Handle).ToHashSet();
        _parameters = [.. decayed.Concat(plain).Where(one => kept.Contains(one.parameter.Handle))];

        AdamW.ParamGroup Group(IEnumerable<(string, Parameter Parameter)> members, double decay) =>
            new([.. members.Select(one => one.Parameter)], config.LearningRate, config.Beta1, config.Beta2, config.Epsilon, decay);
    }

    public void ReleaseGradients() => _fused.zero_grad();

    /// <summary>The norm of all gradients together, which the next step takes as if they had been scaled to at most a maximum.</summary>
    public double ClipGradients(double maximum) => _fused.clip_grad_norm_(maximum);

    public void Step(double learningRate) => _fused.step(learningRate);

    /// <summary>Both moments of every parameter, as "NAME.exp_avg" and "NAME.exp_avg_sq".</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> State() =>
        [.. States().SelectMany(one => new[]
        {
            KeyValuePair.Create(one.Name + ".exp_avg", one.State.exp_avg),
            KeyValuePair.Create(one.Name + ".exp_avg_sq", one.State.exp_avg_sq),
        })];

    /// <summary>Takes over saved moments.</summary>
    /// <exception cref="InvalidDataException">They belong to another model.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> saved, long steps)
    {
        foreach (var (name, state) in States())
        {
            Checkpoint.Copy(saved, name + ".exp_avg", state.exp_avg);
            Checkpoint.Copy(saved, name + ".exp_avg_sq", state.exp_avg_sq);
            state.step = steps;
        }
    }

    /// <summary>Back to the state before the first step.</summary>
    public void Reset()
    {
        foreach (var (_, state) in States())
        {
            state.exp_avg.zero_();
            state.exp_avg_sq.zero_();
            state.step = 0;
        }
    }

    public void Dispose()
    {
        _fused.Dispose();
        _adam.Dispose();
    }

    // The states stand in the order of the groups, and in those of the parameters.
    IEnumerable<(string Name, AdamW.State State)> States() =>
        _parameters.Zip(_adam.state_dict().State, (one, state) => (one.Name, (AdamW.State)state));
}
