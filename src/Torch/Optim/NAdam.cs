using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Adam with Nesterov momentum (Dozat 2016).</summary>
            /// <param name="named_parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="beta1">The decay of the mean of the gradients.</param>
            /// <param name="beta2">The decay of the mean of their squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="momentum_decay">The decay of the momentum.</param>
            public static NAdam NAdam(IEnumerable<Parameter> named_parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3) =>
                new(named_parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);

            /// <summary>Adam with Nesterov momentum (Dozat 2016).</summary>
            /// <param name="named_parameters">The parameters with their names.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="beta1">The decay of the mean of the gradients.</param>
            /// <param name="beta2">The decay of the mean of their squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="momentum_decay">The decay of the momentum.</param>
            public static NAdam NAdam(IEnumerable<(string name, Parameter parameter)> named_parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3) =>
                new(named_parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, momentum_decay);

            /// <summary>Adam with Nesterov momentum (Dozat 2016).</summary>
            /// <param name="parameters">Groups of parameters with options of their own.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="beta1">The decay of the mean of the gradients.</param>
            /// <param name="beta2">The decay of the mean of their squares.</param>
            /// <param name="eps">What is added to divisors.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="momentum_decay">The decay of the momentum.</param>
            public static NAdam NAdam(IEnumerable<NAdam.ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam with Nesterov momentum (Dozat 2016).</summary>
    public class NAdam : OptimizerHelper, IBetas
    {
        /// <summary>Makes an optimiser with one group.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="beta1">The decay of the mean of the gradients.</param>
        /// <param name="beta2">The decay of the mean of their squares.</param>
        /// <param name="eps">What is added to divisors.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="momentum_decay">The decay of the momentum.</param>
        public NAdam(IEnumerable<Parameter> parameters, double lr, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
            : this(new ParamGroup[] { new() { Parameters = parameters } }, lr, beta1, beta2, eps, weight_decay, momentum_decay) { }

        /// <summary>Makes an optimiser with several groups.</summary>
        /// <param name="parameters">Groups of parameters; what their options leave out is taken from the other arguments.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="beta1">The decay of the mean of the gradients.</param>
        /// <param name="beta2">The decay of the mean of their squares.</param>
        /// <param name="eps">What is added to divisors.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="momentum_decay">The decay of the momentum.</param>
        public NAdam(IEnumerable<ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
        {
            Require(lr >= 0, "learning rate", lr);
            Require(beta1 is >= 0 and < 1, "beta1", beta1);
            Require(beta2 is >= 0 and < 1, "beta2", beta2);
            Require(eps >= 0, "eps", eps);
            Require(weight_decay >= 0, "weight_decay", weight_decay);
            Require(momentum_decay >= 0, "momentum_decay", momentum_decay);
            _defaults = new Options { LearningRate = lr, InitialLearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, momentum_decay = momentum_decay };
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
            var eps = options.eps!.Value;
            var weight_decay = options.weight_decay!.Value;
            var momentum_decay = options.momentum_decay!.Value;
            foreach (var param in group.Parameters)
            {
                using var gradient = Gradient.Of(param, negate: false);
                if (gradient is null) continue;
                var state = (State)_state[param.Handle];
                state.step++;
                if (weight_decay != 0) gradient.Add(param, weight_decay);
                var mu = beta1 * (1 - 0.5 * Math.Pow(0.96, state.step * momentum_decay));
                var nextMu = beta1 * (1 - 0.5 * Math.Pow(0.96, (state.step + 1) * momentum_decay));
                state.mu_product *= mu;
                InPlace.Scale(state.exp_avg, beta1);
                InPlace.Add(state.exp_avg, gradient.Value, 1 - beta1);
                InPlace.Scale(state.exp_avg_sq, beta2);
                InPlace.AddProduct(state.exp_avg_sq, gradient.Value, gradient.Value, 1 - beta2);
                using var corrected = state.exp_avg_sq.div(1 - Math.Pow(beta2, state.step));
                using var denominator = corrected.sqrt();
                InPlace.Add(denominator, eps);
                InPlace.AddQuotient(param, gradient.Value, denominator, -lr * (1 - mu) / (1 - state.mu_product));
                InPlace.AddQuotient(param, state.exp_avg, denominator, -lr * nextMu / (1 - state.mu_product * nextMu));
            }
        }, closure);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void FillIn(OptimizerOptions options)
        {
            var (given, defaults) = ((Options)options, (Options)_defaults);
            given.beta1 ??= defaults.beta1;
            given.beta2 ??= defaults.beta2;
            given.eps ??= defaults.eps;
            given.weight_decay ??= defaults.weight_decay;
            given.momentum_decay ??= defaults.momentum_decay;
        }

        /// <summary>The options of a group; null for the optimiser's.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>The decay of the mean of the gradients.</summary>
            public double? beta1;

            /// <summary>The decay of the mean of their squares.</summary>
            public double? beta2;

            /// <summary>What is added to divisors.</summary>
            public double? eps;

            /// <summary>The weight decay.</summary>
            public double? weight_decay;

            /// <summary>The decay of the momentum.</summary>
            public double? momentum_decay;

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                beta1 = other.beta1;
                beta2 = other.beta2;
                eps = other.eps;
                weight_decay = other.weight_decay;
                momentum_decay = other.momentum_decay;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                beta1 = reader.ReadDouble();
                beta2 = reader.ReadDouble();
                eps = reader.ReadDouble();
                weight_decay = reader.ReadDouble();
                momentum_decay = reader.ReadDouble();
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(beta1!.Value);
                writer.Write(beta2!.Value);
                writer.Write(eps!.Value);
                writer.Write(weight_decay!.Value);
                writer.Write(momentum_decay!.Value);
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
            /// <param name="momentum_decay">The decay of the momentum.</param>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1.0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
                : base(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, momentum_decay = momentum_decay }) { }

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

            /// <summary>The product of the momenta.</summary>
            public double mu_product;

            /// <summary>The mean of the gradients.</summary>
            public Tensor exp_avg = null!;

            /// <summary>The mean of their squares.</summary>
            public Tensor exp_avg_sq = null!;

            /// <summary>Makes the state of a parameter, to be initialised.</summary>
            public State(Parameter parameter) : base(parameter) { }

            /// <inheritdoc/>
            public void Dispose()
            {
                exp_avg.Dispose();
                exp_avg_sq.Dispose();
            }

            /// <inheritdoc/>
            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                mu_product = 1;
                exp_avg = ZerosLike(exp_avg);
                exp_avg_sq = ZerosLike(exp_avg_sq);
            }

            /// <inheritdoc/>
            public override void to(Device device)
            {
                exp_avg = Moved(exp_avg, device)!;
                exp_avg_sq = Moved(exp_avg_sq, device)!;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                step = reader.ReadInt64();
                mu_product = reader.ReadDouble();
                exp_avg.Load(reader);
                exp_avg_sq.Load(reader);
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(step);
                writer.Write(mu_product);
                exp_avg.Save(writer);
                exp_avg_sq.Save(writer);
            }

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                step = other.step;
                mu_product = other.mu_product;
                exp_avg = Copied(other.exp_avg, exp_avg)!;
                exp_avg_sq = Copied(other.exp_avg_sq, exp_avg_sq)!;
            }

            /// <inheritdoc/>
            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && step == state.step && mu_product == state.mu_product && Close(exp_avg, state.exp_avg) && Close(exp_avg_sq, state.exp_avg_sq);
        }
    }
}
