using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Steps whose size follows from earlier steps (Zeiler 2012).</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="rho">The decay of the means of squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static Adadelta Adadelta(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
                new(parameters, lr, rho, eps, weight_decay, maximize);

            /// <summary>Steps whose size follows from earlier steps (Zeiler 2012).</summary>
            /// <param name="parameters">The parameters with their names.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="rho">The decay of the means of squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static Adadelta Adadelta(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), lr, rho, eps, weight_decay, maximize);

            /// <summary>Steps whose size follows from earlier steps (Zeiler 2012).</summary>
            /// <param name="parameters">Groups of parameters with options of their own.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="rho">The decay of the means of squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static Adadelta Adadelta(IEnumerable<Adadelta.ParamGroup> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
                new(parameters, lr, rho, eps, weight_decay, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Steps whose size follows from earlier steps (Zeiler 2012).</summary>
    public class Adadelta : OptimizerHelper
    {
        /// <summary>Makes an optimiser with one group.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="rho">The decay of the means of squares.</param>
        /// <param name="eps">What is added to divisors.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public Adadelta(IEnumerable<Parameter> parameters, double lr, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
            : this(new ParamGroup[] { new() { Parameters = parameters } }, lr, rho, eps, weight_decay, maximize) { }

        /// <summary>Makes an optimiser with several groups.</summary>
        /// <param name="parameters">Groups of parameters; what their options leave out is taken from the other arguments.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="rho">The decay of the means of squares.</param>
        /// <param name="eps">What is added to divisors.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public Adadelta(IEnumerable<ParamGroup> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
        {
            Require(lr >= 0, "learning rate", lr);
            Require(rho >= 0, "rho", rho);
            Require(eps >= 0, "eps", eps);
            Require(weight_decay >= 0, "weight_decay", weight_decay);
            _defaults = new Options { LearningRate = lr, InitialLearningRate = lr, rho = rho, eps = eps, weight_decay = weight_decay, maximize = maximize };
            foreach (var group in parameters) add_param_group(group);
        }

        /// <summary>Takes a step.</summary>
        /// <param name="closure">Computes the loss and its gradients first; or null.</param>
        /// <returns>What <paramref name="closure"/> returned, else null.</returns>
        public override Tensor step(Func<Tensor>? closure = null) => _step<Modules.ParamGroup>(group =>
        {
            var options = (Options)group.Options;
            var lr = options.LearningRate!.Value;
            var rho = options.rho!.Value;
            var eps = options.eps!.Value;
            var weight_decay = options.weight_decay!.Value;
            foreach (var param in group.Parameters)
            {
                using var gradient = Gradient.Of(param, negate: options.maximize!.Value);
                if (gradient is null) continue;
                var state = (State)_state[param.Handle];
                state.step++;
                if (weight_decay != 0) gradient.Add(param, weight_decay);
                InPlace.Scale(state.square_avg, rho);
                InPlace.AddProduct(state.square_avg, gradient.Value, gradient.Value, 1 - rho);
                using var squares = state.square_avg.add(eps);
                using var deviation = squares.sqrt();
                using var steps = state.acc_delta.add(eps);
                using var delta = steps.sqrt();
                InPlace.Divide(delta, deviation);
                InPlace.Scale(delta, gradient.Value);
                InPlace.Add(param, delta, -lr);
                InPlace.Scale(state.acc_delta, rho);
                InPlace.AddProduct(state.acc_delta, delta, delta, 1 - rho);
            }
        }, closure);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void FillIn(OptimizerOptions options)
        {
            var (given, defaults) = ((Options)options, (Options)_defaults);
            given.rho ??= defaults.rho;
            given.eps ??= defaults.eps;
            given.weight_decay ??= defaults.weight_decay;
            given.maximize ??= defaults.maximize;
        }

        /// <summary>The options of a group; null for the optimiser's.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>The decay of the means of squares.</summary>
            public double? rho;

            /// <summary>What is added to divisors.</summary>
            public double? eps;

            /// <summary>The weight decay.</summary>
            public double? weight_decay;

            /// <summary>Whether the objective is climbed instead of descended.</summary>
            public bool? maximize;

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                rho = other.rho;
                eps = other.eps;
                weight_decay = other.weight_decay;
                maximize = other.maximize;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                rho = reader.ReadDouble();
                eps = reader.ReadDouble();
                weight_decay = reader.ReadDouble();
                maximize = reader.ReadBoolean();
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(rho!.Value);
                writer.Write(eps!.Value);
                writer.Write(weight_decay!.Value);
                writer.Write(maximize!.Value);
            }
        }

        /// <summary>Parameters with options of their own.</summary>
        public class ParamGroup : ParamGroup<Options>
        {
            /// <summary>Makes a group to be filled in.</summary>
            public ParamGroup() { }

            /// <summary>Makes a group with given options.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>Makes a group with given options.</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="rho">The decay of the means of squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
                : base(parameters, new Options { LearningRate = lr, rho = rho, eps = eps, weight_decay = weight_decay, maximize = maximize }) { }
        }

        /// <summary>What is kept of the steps so far, for one parameter.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            /// <summary>The number of steps taken.</summary>
            public long step;

            /// <summary>The mean of the squared gradients.</summary>
            public Tensor square_avg = null!;

            /// <summary>The mean of the squared steps.</summary>
            public Tensor acc_delta = null!;

            /// <summary>Makes the state of a parameter, to be initialised.</summary>
            public State(Parameter parameter) : base(parameter) { }

            /// <inheritdoc/>
            public void Dispose()
            {
                square_avg.Dispose();
                acc_delta.Dispose();
            }

            /// <inheritdoc/>
            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                square_avg = ZerosLike(square_avg);
                acc_delta = ZerosLike(acc_delta);
            }

            /// <inheritdoc/>
            public override void to(Device device)
            {
                square_avg = Moved(square_avg, device)!;
                acc_delta = Moved(acc_delta, device)!;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                step = reader.ReadInt64();
                square_avg.Load(reader);
                acc_delta.Load(reader);
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(step);
                square_avg.Save(writer);
                acc_delta.Save(writer);
            }

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                step = other.step;
                square_avg = Copied(other.square_avg, square_avg)!;
                acc_delta = Copied(other.acc_delta, acc_delta)!;
            }

            /// <inheritdoc/>
            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && step == state.step && Close(square_avg, state.square_avg) && Close(acc_delta, state.acc_delta);
        }
    }
}
