using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Steps by the gradient over the root of the mean of its squares (Tieleman and Hinton 2012).</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="alpha">The decay of the mean of squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="momentum">The share of the last step that is kept.</param>
            /// <param name="centered">Whether the variance is used in place of the mean of squares.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

            /// <summary>Steps by the gradient over the root of the mean of its squares (Tieleman and Hinton 2012).</summary>
            /// <param name="parameters">The parameters with their names.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="alpha">The decay of the mean of squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="momentum">The share of the last step that is kept.</param>
            /// <param name="centered">Whether the variance is used in place of the mean of squares.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static RMSProp RMSProp(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), lr, alpha, eps, weight_decay, momentum, centered, maximize);

            /// <summary>Steps by the gradient over the root of the mean of its squares (Tieleman and Hinton 2012).</summary>
            /// <param name="parameters">Groups of parameters with options of their own.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="alpha">The decay of the mean of squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="momentum">The share of the last step that is kept.</param>
            /// <param name="centered">Whether the variance is used in place of the mean of squares.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static RMSProp RMSProp(IEnumerable<RMSProp.ParamGroup> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Steps by the gradient over the root of the mean of its squares (Tieleman and Hinton 2012).</summary>
    public class RMSProp : OptimizerHelper, IMomentum
    {
        /// <summary>Makes an optimiser with one group.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="alpha">The decay of the mean of squares.</param>
        /// <param name="eps">What is added to divisors.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="momentum">The share of the last step that is kept.</param>
        /// <param name="centered">Whether the variance is used in place of the mean of squares.</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
            : this(new ParamGroup[] { new() { Parameters = parameters } }, lr, alpha, eps, weight_decay, momentum, centered, maximize) { }

        /// <summary>Makes an optimiser with several groups.</summary>
        /// <param name="parameters">Groups of parameters; what their options leave out is taken from the other arguments.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="alpha">The decay of the mean of squares.</param>
        /// <param name="eps">What is added to divisors.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="momentum">The share of the last step that is kept.</param>
        /// <param name="centered">Whether the variance is used in place of the mean of squares.</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        {
            Require(lr >= 0, "learning rate", lr);
            Require(alpha >= 0, "alpha", alpha);
            Require(eps >= 0, "eps", eps);
            Require(weight_decay >= 0, "weight_decay", weight_decay);
            Require(momentum >= 0, "momentum", momentum);
            _defaults = new Options { LearningRate = lr, InitialLearningRate = lr, maximize = maximize, momentum = momentum, alpha = alpha, eps = eps, weight_decay = weight_decay, centered = centered };
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
            var alpha = options.alpha!.Value;
            var eps = options.eps!.Value;
            var weight_decay = options.weight_decay!.Value;
            var centered = options.centered!.Value;
            foreach (var param in group.Parameters)
            {
                using var gradient = Gradient.Of(param, negate: options.maximize!.Value);
                if (gradient is null) continue;
                var state = (State)_state[param.Handle];
                state.step++;
                if (weight_decay != 0) gradient.Add(param, weight_decay);
                InPlace.Scale(state.square_avg, alpha);
                InPlace.AddProduct(state.square_avg, gradient.Value, gradient.Value, 1 - alpha);
                using var denominator = centered ? state.CentredSquares(gradient.Value, alpha) : state.square_avg.sqrt();
                InPlace.Add(denominator, eps);
                if (momentum > 0)
                {
                    InPlace.Scale(state.momentum_buffer!, momentum);
                    InPlace.AddQuotient(state.momentum_buffer!, gradient.Value, denominator, 1);
                    InPlace.Add(param, state.momentum_buffer!, -lr);
                }
                else
                {
                    InPlace.AddQuotient(param, gradient.Value, denominator, -lr);
                }
            }
        }, closure);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void FillIn(OptimizerOptions options)
        {
            var (given, defaults) = ((Options)options, (Options)_defaults);
            given.maximize ??= defaults.maximize;
            given.momentum ??= defaults.momentum;
            given.alpha ??= defaults.alpha;
            given.eps ??= defaults.eps;
            given.weight_decay ??= defaults.weight_decay;
            given.centered ??= defaults.centered;
        }

        /// <summary>The options of a group; null for the optimiser's.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>Whether the objective is climbed instead of descended.</summary>
            public bool? maximize;

            /// <summary>The share of the last step that is kept.</summary>
            public double? momentum;

            /// <summary>The decay of the mean of squares.</summary>
            public double? alpha;

            /// <summary>What is added to divisors.</summary>
            public double? eps;

            /// <summary>The weight decay.</summary>
            public double? weight_decay;

            /// <summary>Whether the variance is used in place of the mean of squares.</summary>
            public bool? centered;

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                maximize = other.maximize;
                momentum = other.momentum;
                alpha = other.alpha;
                eps = other.eps;
                weight_decay = other.weight_decay;
                centered = other.centered;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                maximize = reader.ReadBoolean();
                momentum = reader.ReadDouble();
                alpha = reader.ReadDouble();
                eps = reader.ReadDouble();
                weight_decay = reader.ReadDouble();
                centered = reader.ReadBoolean();
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(maximize!.Value);
                writer.Write(momentum!.Value);
                writer.Write(alpha!.Value);
                writer.Write(eps!.Value);
                writer.Write(weight_decay!.Value);
                writer.Write(centered!.Value);
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
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="alpha">The decay of the mean of squares.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="momentum">The share of the last step that is kept.</param>
            /// <param name="centered">Whether the variance is used in place of the mean of squares.</param>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double eps = 1e-8, double alpha = 0.99, double weight_decay = 0, double momentum = 0.0, bool centered = false)
                : base(parameters, new Options { LearningRate = lr, eps = eps, alpha = alpha, weight_decay = weight_decay, momentum = momentum, centered = centered }) { }

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
            /// <summary>The number of steps taken.</summary>
            public long step;

            /// <summary>The mean of the squared gradients.</summary>
            public Tensor square_avg = null!;

            /// <summary>The momentum; null before it is first needed.</summary>
            public Tensor? momentum_buffer;

            /// <summary>The mean of the gradients.</summary>
            public Tensor? grad_avg;

            /// <summary>Makes the state of a parameter, to be initialised.</summary>
            public State(Parameter parameter) : base(parameter) { }

            /// <inheritdoc/>
            public void Dispose()
            {
                square_avg.Dispose();
                momentum_buffer?.Dispose();
                grad_avg?.Dispose();
            }

            /// <inheritdoc/>
            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                square_avg = ZerosLike(square_avg);
                grad_avg = ZerosLike(grad_avg);
                momentum_buffer = ZerosLike(momentum_buffer);
            }

            /// <inheritdoc/>
            public override void to(Device device)
            {
                square_avg = Moved(square_avg, device)!;
                momentum_buffer = Moved(momentum_buffer, device);
                grad_avg = Moved(grad_avg, device);
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                step = reader.ReadInt64();
                square_avg.Load(reader);
                LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter.device);
                LoadConditionalStateTensor(reader, ref grad_avg, _parameter.device);
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(step);
                square_avg.Save(writer);
                SaveConditionalStateTensor(writer, momentum_buffer);
                SaveConditionalStateTensor(writer, grad_avg);
            }

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                step = other.step;
                square_avg = Copied(other.square_avg, square_avg)!;
                momentum_buffer = Copied(other.momentum_buffer, momentum_buffer);
                grad_avg = Copied(other.grad_avg, grad_avg);
            }

            /// <inheritdoc/>
            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && step == state.step && Close(square_avg, state.square_avg) && Close(momentum_buffer, state.momentum_buffer) && Close(grad_avg, state.grad_avg);

            internal Tensor CentredSquares(Tensor gradient, double decay)
            {
                InPlace.Scale(grad_avg!, decay);
                InPlace.Add(grad_avg!, gradient, 1 - decay);
                using var variance = square_avg.addcmul(grad_avg!, grad_avg!, value: -1);
                return variance.sqrt();
            }
        }
    }
}
