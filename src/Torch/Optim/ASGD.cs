using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Stochastic gradient descent whose parameters are averaged (Polyak and Juditsky 1992).</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="lambd">The decay term.</param>
            /// <param name="alpha">The decay of the mean of squares.</param>
            /// <param name="t0">The step at which averaging starts.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static ASGD ASGD(IEnumerable<Parameter> parameters, double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false) =>
                new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);

            /// <summary>Stochastic gradient descent whose parameters are averaged (Polyak and Juditsky 1992).</summary>
            /// <param name="parameters">The parameters with their names.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="lambd">The decay term.</param>
            /// <param name="alpha">The decay of the mean of squares.</param>
            /// <param name="t0">The step at which averaging starts.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static ASGD ASGD(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), lr, lambd, alpha, t0, weight_decay, maximize);

            /// <summary>Stochastic gradient descent whose parameters are averaged (Polyak and Juditsky 1992).</summary>
            /// <param name="parameters">Groups of parameters with options of their own.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="lambd">The decay term.</param>
            /// <param name="alpha">The decay of the mean of squares.</param>
            /// <param name="t0">The step at which averaging starts.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static ASGD ASGD(IEnumerable<ParamGroup<ASGD.Options>> parameters, double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false) =>
                new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent whose parameters are averaged (Polyak and Juditsky 1992).</summary>
    public class ASGD : OptimizerHelper
    {
        /// <summary>Makes an optimiser with one group.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="lambd">The decay term.</param>
        /// <param name="alpha">The decay of the mean of squares.</param>
        /// <param name="t0">The step at which averaging starts.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public ASGD(IEnumerable<Parameter> parameters, double lr = 0.01, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
            : this(new ParamGroup[] { new() { Parameters = parameters } }, lr, lambd, alpha, t0, weight_decay, maximize) { }

        /// <summary>Makes an optimiser with several groups.</summary>
        /// <param name="parameters">Groups of parameters; what their options leave out is taken from the other arguments.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="lambd">The decay term.</param>
        /// <param name="alpha">The decay of the mean of squares.</param>
        /// <param name="t0">The step at which averaging starts.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public ASGD(IEnumerable<ParamGroup<Options>> parameters, double lr = 0.01, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
        {
            Require(lr >= 0, "learning rate", lr);
            Require(lambd >= 0, "lambd", lambd);
            Require(alpha >= 0, "alpha", alpha);
            Require(t0 >= 0, "t0", t0);
            Require(weight_decay >= 0, "weight_decay", weight_decay);
            _defaults = new Options { LearningRate = lr, InitialLearningRate = lr, maximize = maximize, lambd = lambd, alpha = alpha, weight_decay = weight_decay, t0 = t0 };
            foreach (var group in parameters) add_param_group(group);
        }

        /// <summary>Takes a step.</summary>
        /// <param name="closure">Computes the loss and its gradients first; or null.</param>
        /// <returns>What <paramref name="closure"/> returned, else null.</returns>
        public override Tensor step(Func<Tensor>? closure = null) => _step<Modules.ParamGroup>(group =>
        {
            var options = (Options)group.Options;
            var lr = options.LearningRate!.Value;
            var lambd = options.lambd!.Value;
            var alpha = options.alpha!.Value;
            var weight_decay = options.weight_decay!.Value;
            var t0 = options.t0!.Value;
            foreach (var param in group.Parameters)
            {
                using var gradient = Gradient.Of(param, negate: options.maximize!.Value);
                if (gradient is null) continue;
                var state = (State)_state[param.Handle];
                state.step++;
                if (weight_decay != 0) gradient.Add(param, weight_decay);
                InPlace.Scale(param, 1 - lambd * state.eta);
                InPlace.Add(param, gradient.Value, -state.eta);
                if (state.mu == 1)
                {
                    state.ax.copy_(param);
                }
                else
                {
                    using var difference = param.sub(state.ax);
                    InPlace.Add(state.ax, difference, state.mu);
                }
                state.eta = lr / Math.Pow(1 + lambd * lr * state.step, alpha);
                state.mu = 1 / Math.Max(1, state.step - t0);
            }
        }, closure);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void FillIn(OptimizerOptions options)
        {
            var (given, defaults) = ((Options)options, (Options)_defaults);
            given.maximize ??= defaults.maximize;
            given.lambd ??= defaults.lambd;
            given.alpha ??= defaults.alpha;
            given.weight_decay ??= defaults.weight_decay;
            given.t0 ??= defaults.t0;
        }

        /// <summary>The options of a group; null for the optimiser's.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>Whether the objective is climbed instead of descended.</summary>
            public bool? maximize;

            /// <summary>The decay term.</summary>
            public double? lambd;

            /// <summary>The decay of the mean of squares.</summary>
            public double? alpha;

            /// <summary>The weight decay.</summary>
            public double? weight_decay;

            /// <summary>The step at which averaging starts.</summary>
            public double? t0;

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                maximize = other.maximize;
                lambd = other.lambd;
                alpha = other.alpha;
                weight_decay = other.weight_decay;
                t0 = other.t0;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                maximize = reader.ReadBoolean();
                lambd = reader.ReadDouble();
                alpha = reader.ReadDouble();
                weight_decay = reader.ReadDouble();
                t0 = reader.ReadDouble();
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(maximize!.Value);
                writer.Write(lambd!.Value);
                writer.Write(alpha!.Value);
                writer.Write(weight_decay!.Value);
                writer.Write(t0!.Value);
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
            /// <param name="lambd">The decay term.</param>
            /// <param name="alpha">The decay of the mean of squares.</param>
            /// <param name="t0">The step at which averaging starts.</param>
            /// <param name="weight_decay">The weight decay.</param>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0)
                : base(parameters, new Options { LearningRate = lr, lambd = lambd, alpha = alpha, t0 = t0, weight_decay = weight_decay }) { }
        }

        /// <summary>What is kept of the steps so far, for one parameter.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            /// <summary>The number of steps taken.</summary>
            public long step;

            /// <summary>The current step size.</summary>
            public double eta;

            /// <summary>The weight of the newest parameters in their mean.</summary>
            public double mu;

            /// <summary>The mean of the parameters.</summary>
            public Tensor ax = null!;

            /// <summary>Makes the state of a parameter, to be initialised.</summary>
            public State(Parameter parameter) : base(parameter) { }

            /// <inheritdoc/>
            public void Dispose()
            {
                ax.Dispose();
            }

            /// <inheritdoc/>
            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                eta = options.LearningRate!.Value;
                mu = 1;
                ax = ZerosLike(ax);
            }

            /// <inheritdoc/>
            public override void to(Device device)
            {
                ax = Moved(ax, device)!;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                step = reader.ReadInt64();
                eta = reader.ReadDouble();
                mu = reader.ReadDouble();
                ax.Load(reader);
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(step);
                writer.Write(eta);
                writer.Write(mu);
                ax.Save(writer);
            }

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                step = other.step;
                eta = other.eta;
                mu = other.mu;
                ax = Copied(other.ax, ax)!;
            }

            /// <inheritdoc/>
            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && step == state.step && eta == state.eta && mu == state.mu && Close(ax, state.ax);
        }
    }
}
