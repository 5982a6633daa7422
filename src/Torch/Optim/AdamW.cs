using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="beta1">The decay of the mean of the gradients.</param>
            /// <param name="beta2">The decay of the mean of their squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="amsgrad">Whether the largest mean of squares so far is used (Reddi et al. 2018).</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
            /// <param name="parameters">The parameters with their names.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="beta1">The decay of the mean of the gradients.</param>
            /// <param name="beta2">The decay of the mean of their squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="amsgrad">Whether the largest mean of squares so far is used (Reddi et al. 2018).</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static AdamW AdamW(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
            /// <param name="parameters">Groups of parameters with options of their own.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="beta1">The decay of the mean of the gradients.</param>
            /// <param name="beta2">The decay of the mean of their squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="amsgrad">Whether the largest mean of squares so far is used (Reddi et al. 2018).</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static AdamW AdamW(IEnumerable<AdamW.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
    public class AdamW : OptimizerHelper, IBetas
    {
        /// <summary>Makes an optimiser with one group.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="beta1">The decay of the mean of the gradients.</param>
        /// <param name="beta2">The decay of the mean of their squares.</param>
        /// <param name="eps">What is added to divisors.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="amsgrad">Whether the largest mean of squares so far is used (Reddi et al. 2018).</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this(new ParamGroup[] { new() { Parameters = parameters } }, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

        /// <summary>Makes an optimiser with several groups.</summary>
        /// <param name="parameters">Groups of parameters; what their options leave out is taken from the other arguments.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="beta1">The decay of the mean of the gradients.</param>
        /// <param name="beta2">The decay of the mean of their squares.</param>
        /// <param name="eps">What is added to divisors.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="amsgrad">Whether the largest mean of squares so far is used (Reddi et al. 2018).</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public AdamW(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        {
            Require(lr >= 0, "learning rate", lr);
            Require(beta1 is >= 0 and < 1, "beta1", beta1);
            Require(beta2 is >= 0 and < 1, "beta2", beta2);
            Require(eps >= 0, "eps", eps);
            Require(weight_decay >= 0, "weight_decay", weight_decay);
            _defaults = new Options { LearningRate = lr, InitialLearningRate = lr, beta1 = beta1, beta2 = beta2, weight_decay = weight_decay, eps = eps, amsgrad = amsgrad, maximize = maximize };
            foreach (var group in parameters) add_param_group(group);
        }

        /// <summary>The decays of groups that are added later.</summary>
        public (double, double) Betas
        {
            get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
            set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
        }

        /// <summary>Takes a step.</summary>
        /// <param name="closure">Computes the loss and its gradients first; or null.</param>
        /// <returns>What <paramref name="closure"/> returned, else null.</returns>
        public override Tensor step(Func<Tensor>? closure = null) => _step<Modules.ParamGroup>(group =>
        {
            var options = (Options)group.Options;
            var lr = options.LearningRate!.Value;
            var beta1 = options.beta1!.Value;
            var beta2 = options.beta2!.Value;
            var weight_decay = options.weight_decay!.Value;
            var eps = options.eps!.Value;
            foreach (var param in group.Parameters)
            {
                using var gradient = Gradient.Of(param, negate: options.maximize!.Value);
                if (gradient is null) continue;
                var state = (State)_state[param.Handle];
                state.step++;
                InPlace.Scale(param, 1 - lr * weight_decay);
                AdamStep.Take(param, gradient.Value, state.exp_avg, state.exp_avg_sq, state.max_exp_avg_sq, state.step, lr, beta1, beta2, eps);
            }
        }, closure);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void FillIn(OptimizerOptions options)
        {
            var (given, defaults) = ((Options)options, (Options)_defaults);
            given.beta1 ??= defaults.beta1;
            given.beta2 ??= defaults.beta2;
            given.weight_decay ??= defaults.weight_decay;
            given.eps ??= defaults.eps;
            given.amsgrad ??= defaults.amsgrad;
            given.maximize ??= defaults.maximize;
        }

        /// <summary>The options of a group; null for the optimiser's.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>The decay of the mean of the gradients.</summary>
            public double? beta1;

            /// <summary>The decay of the mean of their squares.</summary>
            public double? beta2;

            /// <summary>The weight decay.</summary>
            public double? weight_decay;

            /// <summary>What is added to divisors.</summary>
            public double? eps;

            /// <summary>Whether the largest mean of squares so far is used (Reddi et al. 2018).</summary>
            public bool? amsgrad;

            /// <summary>Whether the objective is climbed instead of descended.</summary>
            public bool? maximize;

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                beta1 = other.beta1;
                beta2 = other.beta2;
                weight_decay = other.weight_decay;
                eps = other.eps;
                amsgrad = other.amsgrad;
                maximize = other.maximize;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                beta1 = reader.ReadDouble();
                beta2 = reader.ReadDouble();
                eps = reader.ReadDouble();
                weight_decay = reader.ReadDouble();
                amsgrad = reader.ReadBoolean();
                maximize = reader.ReadBoolean();
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(beta1!.Value);
                writer.Write(beta2!.Value);
                writer.Write(eps!.Value);
                writer.Write(weight_decay!.Value);
                writer.Write(amsgrad!.Value);
                writer.Write(maximize!.Value);
            }
        }

        /// <summary>Parameters with options of their own.</summary>
        public class ParamGroup : ParamGroup<Options>, IBetas
        {
            /// <summary>Makes a group to be filled in.</summary>
            public ParamGroup() { }

            /// <summary>Makes a group with given options.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>Makes a group with given options.</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="beta1">The decay of the mean of the gradients.</param>
            /// <param name="beta2">The decay of the mean of their squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="amsgrad">Whether the largest mean of squares so far is used (Reddi et al. 2018).</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : base(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize }) { }

            /// <summary>The decays.</summary>
            public (double, double) Betas
            {
                get => (Options.beta1!.Value, Options.beta2!.Value);
                set => (Options.beta1, Options.beta2) = value;
            }
        }

        /// <summary>What is kept of the steps so far, for one parameter.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            /// <summary>The number of steps taken.</summary>
            public long step;

            /// <summary>The mean of the gradients.</summary>
            public Tensor exp_avg = null!;

            /// <summary>The mean of their squares.</summary>
            public Tensor exp_avg_sq = null!;

            /// <summary>The largest mean of squares so far; null without AMSGrad.</summary>
            public Tensor? max_exp_avg_sq;

            /// <summary>Makes the state of a parameter, to be initialised.</summary>
            public State(Parameter parameter) : base(parameter) { }

            /// <inheritdoc/>
            public void Dispose()
            {
                exp_avg.Dispose();
                exp_avg_sq.Dispose();
                max_exp_avg_sq?.Dispose();
            }

            /// <inheritdoc/>
            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                exp_avg = ZerosLike(exp_avg);
                exp_avg_sq = ZerosLike(exp_avg_sq);
                max_exp_avg_sq?.Dispose();
                max_exp_avg_sq = ((Options)options).amsgrad == true ? ZerosLike(null) : null;
            }

            /// <inheritdoc/>
            public override void to(Device device)
            {
                exp_avg = Moved(exp_avg, device)!;
                exp_avg_sq = Moved(exp_avg_sq, device)!;
                max_exp_avg_sq = Moved(max_exp_avg_sq, device);
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                step = reader.ReadInt64();
                exp_avg.Load(reader);
                exp_avg_sq.Load(reader);
                LoadConditionalStateTensor(reader, ref max_exp_avg_sq, _parameter.device);
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(step);
                exp_avg.Save(writer);
                exp_avg_sq.Save(writer);
                SaveConditionalStateTensor(writer, max_exp_avg_sq);
            }

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                step = other.step;
                exp_avg = Copied(other.exp_avg, exp_avg)!;
                exp_avg_sq = Copied(other.exp_avg_sq, exp_avg_sq)!;
                max_exp_avg_sq = Copied(other.max_exp_avg_sq, max_exp_avg_sq);
            }

            /// <inheritdoc/>
            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && step == state.step && Close(exp_avg, state.exp_avg) && Close(exp_avg_sq, state.exp_avg_sq) && Close(max_exp_avg_sq, state.max_exp_avg_sq);
        }
    }
}
