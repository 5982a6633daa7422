using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Stochastic gradient descent, with momentum.</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="learningRate">The learning rate.</param>
            /// <param name="momentum">The share of the last step that is kept.</param>
            /// <param name="dampening">How much less the gradient counts in the momentum.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="nesterov">Whether the momentum looks ahead.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>Stochastic gradient descent, with momentum.</summary>
            /// <param name="parameters">The parameters with their names.</param>
            /// <param name="learningRate">The learning rate.</param>
            /// <param name="momentum">The share of the last step that is kept.</param>
            /// <param name="dampening">How much less the gradient counts in the momentum.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="nesterov">Whether the momentum looks ahead.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>Stochastic gradient descent, with momentum.</summary>
            /// <param name="parameters">Groups of parameters with options of their own.</param>
            /// <param name="learningRate">The learning rate.</param>
            /// <param name="momentum">The share of the last step that is kept.</param>
            /// <param name="dampening">How much less the gradient counts in the momentum.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="nesterov">Whether the momentum looks ahead.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent, with momentum.</summary>
    public class SGD : OptimizerHelper, IMomentum
    {
        /// <summary>Makes an optimiser with one group.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="momentum">The share of the last step that is kept.</param>
        /// <param name="dampening">How much less the gradient counts in the momentum.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="nesterov">Whether the momentum looks ahead.</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
            : this(new ParamGroup[] { new() { Parameters = parameters } }, lr, momentum, dampening, weight_decay, nesterov, maximize) { }

        /// <summary>Makes an optimiser with several groups.</summary>
        /// <param name="parameters">Groups of parameters; what their options leave out is taken from the other arguments.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="momentum">The share of the last step that is kept.</param>
        /// <param name="dampening">How much less the gradient counts in the momentum.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="nesterov">Whether the momentum looks ahead.</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
        {
            Require(lr >= 0, "learning rate", lr);
            Require(momentum >= 0, "momentum", momentum);
            Require(dampening >= 0, "dampening", dampening);
            Require(weight_decay >= 0, "weight_decay", weight_decay);
            if (nesterov && (momentum <= 0 || dampening != 0)) throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
            _defaults = new Options { LearningRate = lr, InitialLearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize };
            foreach (var group in parameters) add_param_group(group);
        }

        /// <summary>The momentum of groups that are added later.</summary>
        public double Momentum
        {
            get => ((Options)_defaults).momentum!.Value;
            set => ((Options)_defaults).momentum = value;
        }

        /// <summary>Takes a step.</summary>
        /// <param name="closure">Computes the loss and its gradients first; or null.</param>
        /// <returns>What <paramref name="closure"/> returned, else null.</returns>
        public override Tensor step(Func<Tensor>? closure = null) => _step<Modules.ParamGroup>(group =>
        {
            var options = (Options)group.Options;
            var lr = options.LearningRate!.Value;
            var momentum = options.momentum!.Value;
            var dampening = options.dampening!.Value;
            var weight_decay = options.weight_decay!.Value;
            var nesterov = options.nesterov!.Value;
            foreach (var param in group.Parameters)
            {
                using var gradient = Gradient.Of(param, negate: options.maximize!.Value);
                if (gradient is null) continue;
                var state = (State)_state[param.Handle];
                if (weight_decay != 0) gradient.Add(param, weight_decay);
                if (momentum != 0)
                {
                    if (state.momentum_buffer is { } buffer)
                    {
                        InPlace.Scale(buffer, momentum);
                        InPlace.Add(buffer, gradient.Value, 1 - dampening);
                    }
                    else
                    {
                        state.momentum_buffer = gradient.Value.clone().DetachFromDisposeScope();
                    }
                    if (nesterov) gradient.Add(state.momentum_buffer, momentum);
                    InPlace.Add(param, nesterov ? gradient.Value : state.momentum_buffer, -lr);
                }
                else
                {
                    InPlace.Add(param, gradient.Value, -lr);
                }
            }
        }, closure);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void FillIn(OptimizerOptions options)
        {
            var (given, defaults) = ((Options)options, (Options)_defaults);
            given.momentum ??= defaults.momentum;
            given.dampening ??= defaults.dampening;
            given.weight_decay ??= defaults.weight_decay;
            given.nesterov ??= defaults.nesterov;
            given.maximize ??= defaults.maximize;
        }

        /// <summary>The options of a group; null for the optimiser's.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>The share of the last step that is kept.</summary>
            public double? momentum;

            /// <summary>How much less the gradient counts in the momentum.</summary>
            public double? dampening;

            /// <summary>The weight decay.</summary>
            public double? weight_decay;

            /// <summary>Whether the momentum looks ahead.</summary>
            public bool? nesterov;

            /// <summary>Whether the objective is climbed instead of descended.</summary>
            public bool? maximize;

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                momentum = other.momentum;
                dampening = other.dampening;
                weight_decay = other.weight_decay;
                nesterov = other.nesterov;
                maximize = other.maximize;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                momentum = reader.ReadDouble();
                dampening = reader.ReadDouble();
                weight_decay = reader.ReadDouble();
                nesterov = reader.ReadBoolean();
                maximize = reader.ReadBoolean();
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(momentum!.Value);
                writer.Write(dampening!.Value);
                writer.Write(weight_decay!.Value);
                writer.Write(nesterov!.Value);
                writer.Write(maximize!.Value);
            }
        }

        /// <summary>Parameters with options of their own.</summary>
        public class ParamGroup : ParamGroup<Options>, IMomentum
        {
            /// <summary>Makes a group to be filled in.</summary>
            public ParamGroup() { }

            /// <summary>Makes a group with given options.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>Makes a group with given options.</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="momentum">The share of the last step that is kept.</param>
            /// <param name="dampening">How much less the gradient counts in the momentum.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="nesterov">Whether the momentum looks ahead.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
                : base(parameters, new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize }) { }

            /// <summary>The momentum.</summary>
            public double Momentum
            {
                get => Options.momentum!.Value;
                set => Options.momentum = value;
            }
        }

        /// <summary>What is kept of the steps so far, for one parameter.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            /// <summary>The momentum; null before it is first needed.</summary>
            public Tensor? momentum_buffer;

            /// <summary>Makes the state of a parameter, to be initialised.</summary>
            public State(Parameter parameter) : base(parameter) { }

            /// <inheritdoc/>
            public void Dispose()
            {
                momentum_buffer?.Dispose();
            }

            /// <inheritdoc/>
            public override void Initialize(OptimizerOptions options)
            {
                momentum_buffer?.Dispose();
                momentum_buffer = null;
            }

            /// <inheritdoc/>
            public override void to(Device device)
            {
                momentum_buffer = Moved(momentum_buffer, device);
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter.device);
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                SaveConditionalStateTensor(writer, momentum_buffer);
            }

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                momentum_buffer = Copied(other.momentum_buffer, momentum_buffer);
            }

            /// <inheritdoc/>
            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && Close(momentum_buffer, state.momentum_buffer);
        }
    }
}
