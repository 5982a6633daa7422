using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What the optimisers share: groups with options, a state for each parameter, and their files.</summary>
public abstract class OptimizerHelper : Optimizer
{
    /// <summary>What the options of a group leave out.</summary>
    protected OptimizerOptions _defaults = new();

    /// <summary>The states by the parameters' handles.</summary>
    protected OrderedDict<IntPtr, OptimizerState> _state = new();

    /// <summary>Makes an optimiser without parameters.</summary>
    public OptimizerHelper() { }

    /// <summary>Adds a group of parameters; what its options leave out is the optimiser's.</summary>
    public override void add_param_group(ParamGroup param_group)
    {
        // Modules list their parameters lazily; a step should not walk the modules again.
        param_group.Parameters = param_group.Parameters.ToList();
        foreach (var parameter in param_group.Parameters)
        {
            if (_state.ContainsKey(parameter.Handle)) throw new ArgumentException("some parameters appear in more than one parameter group");
        }
        param_group.Options ??= NewOptions();
        param_group.Options.LearningRate ??= _defaults.LearningRate;
        param_group.Options.InitialLearningRate = param_group.Options.LearningRate!.Value;
        FillIn(param_group.Options);
        _parameter_groups.Add(param_group);
        foreach (var parameter in param_group.Parameters)
        {
            var state = NewState(parameter);
            state.Initialize(param_group.Options);
            _state[parameter.Handle] = state;
        }
    }

    /// <summary>The options of the groups and the states of the parameters.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            dictionary.Options.Add(group.Options);
            var positions = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                positions.Add(dictionary.State.Count);
                dictionary.State.Add(_state[parameter.Handle]);
            }
            dictionary.StateIndexRef.Add(positions);
        }
        return dictionary;
    }

    /// <summary>Takes over the options and states of another optimiser of the same type and shape, as copies.</summary>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        RequireSameShape(own, state_dict.Options.Count, state_dict.State.Count);
        using var _ = no_grad();
        foreach (var (target, source) in own.Options.Zip(state_dict.Options))
        {
            if (!ReferenceEquals(target, source)) target.LoadStateDict(source);
        }
        foreach (var (target, source) in own.State.Zip(state_dict.State))
        {
            if (!ReferenceEquals(target, source)) target.LoadStateDict(source);
        }
    }

    /// <summary>Writes options and states to a file, in TorchSharp's format.</summary>
    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    /// <summary>Writes the optimiser's name, the numbers of groups and parameters (LEB128), the options and the states.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        var own = state_dict();
        writer.Write(GetType().Name);
        writer.Encode(own.Options.Count);
        writer.Encode(own.State.Count);
        foreach (var options in own.Options) options.SaveStateDict(writer);
        foreach (var state in own.State) state.SaveStateDict(writer);
        writer.Flush();
    }

    /// <summary>Reads what <see cref="save_state_dict(string)"/> wrote.</summary>
    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    /// <summary>Reads what <see cref="save_state_dict(BinaryWriter)"/> wrote.</summary>
    public void load_state_dict(BinaryReader reader)
    {
        var written = reader.ReadString();
        if (written != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{written}' in the loaded stream.");
        var own = state_dict();
        RequireSameShape(own, reader.Decode(), reader.Decode());
        foreach (var options in own.Options) options.LoadStateDict(reader);
        foreach (var state in own.State) state.LoadStateDict(reader);
    }

    /// <summary>Moves the states to a device.</summary>
    public void to(Device device)
    {
        foreach (var state in _state.values()) state.to(device);
    }

    /// <summary>Runs the closure with gradients, then the step of each group without.</summary>
    /// <param name="body">The step of a group.</param>
    /// <param name="loss_closure">Computes the loss and its gradients; or null.</param>
    protected Tensor _step<T>(Action<T> body, Func<Tensor>? loss_closure = null) where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var gradients = enable_grad();
            loss = loss_closure();
        }
        using var _ = no_grad();
        foreach (var group in _parameter_groups) body((T)group);
        return loss!;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in _state.values()) (state as IDisposable)?.Dispose();
        _state.clear();
        _parameter_groups.Clear();
    }

    private protected virtual OptimizerOptions NewOptions() => new();

    private protected virtual OptimizerState NewState(Parameter parameter) => throw new NotImplementedException($"{GetType().Name} has no state: override add_param_group.");

    private protected virtual void FillIn(OptimizerOptions options) { }

    private protected static void Require(bool condition, string what, double value)
    {
        if (!condition) throw new ArgumentException($"Invalid {what}: {value}");
    }

    private static void RequireSameShape(StateDictionary own, long groups, long states)
    {
        if (groups != own.Options.Count) throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (states != own.State.Count) throw new ArgumentException("Invalid optimizer state -- different number of states.");
    }
}
