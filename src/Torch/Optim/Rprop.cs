using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Steps whose sizes follow from the signs of the gradients alone (Riedmiller and Braun 1993).</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="etaminus">The factor after a change of sign.</param>
            /// <param name="etaplus">The factor while the sign stays.</param>
            /// <param name="min_step">The smallest step.</param>
            /// <param name="max_step">The largest step.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static Rprop Rprop(IEnumerable<Parameter> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false) =>
                new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);

            /// <summary>Steps whose sizes follow from the signs of the gradients alone (Riedmiller and Braun 1993).</summary>
            /// <param name="parameters">The parameters with their names.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="etaminus">The factor after a change of sign.</param>
            /// <param name="etaplus">The factor while the sign stays.</param>
            /// <param name="min_step">The smallest step.</param>
            /// <param name="max_step">The largest step.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static Rprop Rprop(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), lr, etaminus, etaplus, min_step, max_step, maximize);

            /// <summary>Steps whose sizes follow from the signs of the gradients alone (Riedmiller and Braun 1993).</summary>
            /// <param name="parameters">Groups of parameters with options of their own.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="etaminus">The factor after a change of sign.</param>
            /// <param name="etaplus">The factor while the sign stays.</param>
            /// <param name="min_step">The smallest step.</param>
            /// <param name="max_step">The largest step.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public static Rprop Rprop(IEnumerable<Rprop.ParamGroup> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false) =>
                new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Steps whose sizes follow from the signs of the gradients alone (Riedmiller and Braun 1993).</summary>
    public class Rprop : OptimizerHelper
    {
        /// <summary>Makes an optimiser with one group.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="etaminus">The factor after a change of sign.</param>
        /// <param name="etaplus">The factor while the sign stays.</param>
        /// <param name="min_step">The smallest step.</param>
        /// <param name="max_step">The largest step.</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public Rprop(IEnumerable<Parameter> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
            : this(new ParamGroup[] { new() { Parameters = parameters } }, lr, etaminus, etaplus, min_step, max_step, maximize) { }

        /// <summary>Makes an optimiser with several groups.</summary>
        /// <param name="parameters">Groups of parameters; what their options leave out is taken from the other arguments.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="etaminus">The factor after a change of sign.</param>
        /// <param name="etaplus">The factor while the sign stays.</param>
        /// <param name="min_step">The smallest step.</param>
        /// <param name="max_step">The largest step.</param>
        /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
        public Rprop(IEnumerable<ParamGroup> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
        {
            Require(lr >= 0, "learning rate", lr);
            Require(etaminus is > 0 and < 1, "etaminus", etaminus);
            Require(etaplus > 1, "etaplus", etaplus);
            _defaults = new Options { LearningRate = lr, InitialLearningRate = lr, maximize = maximize, etaminus = etaminus, etaplus = etaplus, min_step = min_step, max_step = max_step };
            foreach (var group in parameters) add_param_group(group);
        }

        /// <summary>Takes a step.</summary>
        /// <param name="closure">Computes the loss and its gradients first; or null.</param>
        /// <returns>What <paramref name="closure"/> returned, else null.</returns>
        public override Tensor step(Func<Tensor>? closure = null) => _step<Modules.ParamGroup>(group =>
        {
            var options = (Options)group.Options;
            var lr = options.LearningRate!.Value;
            var etaminus = options.etaminus!.Value;
            var etaplus = options.etaplus!.Value;
            var min_step = options.min_step!.Value;
            var max_step = options.max_step!.Value;
            foreach (var param in group.Parameters)
            {
                using var gradient = Gradient.Of(param, negate: options.maximize!.Value);
                if (gradient is null) continue;
                var state = (State)_state[param.Handle];
                state.step++;
                using var product = gradient.Value.mul(state.prev);
                using var grew = product.gt(0);
                using var turned = product.lt(0);
                using var factor = ones_like(product);
                factor.masked_fill_(grew, etaplus);
                factor.masked_fill_(turned, etaminus);
                InPlace.Scale(state.step_size, factor);
                state.step_size.clamp_(min_step, max_step);
                // After a change of sign the gradient counts as zero, in this step and for the next one.
                using var kept = gradient.Value.masked_fill(turned, 0);
                using var sign = kept.sign();
                InPlace.AddProduct(param, sign, state.step_size, -1);
                state.prev.copy_(kept);
            }
        }, closure);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void FillIn(OptimizerOptions options)
        {
            var (given, defaults) = ((Options)options, (Options)_defaults);
            given.maximize ??= defaults.maximize;
            given.etaminus ??= defaults.etaminus;
            given.etaplus ??= defaults.etaplus;
            given.min_step ??= defaults.min_step;
            given.max_step ??= defaults.max_step;
        }

        /// <summary>The options of a group; null for the optimiser's.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>Whether the objective is climbed instead of descended.</summary>
            public bool? maximize;

            /// <summary>The factor after a change of sign.</summary>
            public double? etaminus;

            /// <summary>The factor while the sign stays.</summary>
            public double? etaplus;

            /// <summary>The smallest step.</summary>
            public double? min_step;

            /// <summary>The largest step.</summary>
            public double? max_step;

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                maximize = other.maximize;
                etaminus = other.etaminus;
                etaplus = other.etaplus;
                min_step = other.min_step;
                max_step = other.max_step;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                maximize = reader.ReadBoolean();
                etaminus = reader.ReadDouble();
                etaplus = reader.ReadDouble();
                min_step = reader.ReadDouble();
                max_step = reader.ReadDouble();
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(maximize!.Value);
                writer.Write(etaminus!.Value);
                writer.Write(etaplus!.Value);
                writer.Write(min_step!.Value);
                writer.Write(max_step!.Value);
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
            /// <param name="etaminus">The factor after a change of sign.</param>
            /// <param name="etaplus">The factor while the sign stays.</param>
            /// <param name="min_step">The smallest step.</param>
            /// <param name="max_step">The largest step.</param>
            /// <param name="maximize">Whether the objective is climbed instead of descended.</param>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
                : base(parameters, new Options { LearningRate = lr, etaminus = etaminus, etaplus = etaplus, min_step = min_step, max_step = max_step, maximize = maximize }) { }
        }

        /// <summary>What is kept of the steps so far, for one parameter.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            /// <summary>The number of steps taken.</summary>
            public long step;

            /// <summary>The last gradient.</summary>
            public Tensor prev = null!;

            /// <summary>The step of each element.</summary>
            public Tensor step_size = null!;

            /// <summary>Makes the state of a parameter, to be initialised.</summary>
            public State(Parameter parameter) : base(parameter) { }

            /// <inheritdoc/>
            public void Dispose()
            {
                prev.Dispose();
                step_size.Dispose();
            }

            /// <inheritdoc/>
            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                prev = ZerosLike(prev);
                step_size = ZerosLike(step_size);
                step_size.fill_(options.LearningRate!.Value);
            }

            /// <inheritdoc/>
            public override void to(Device device)
            {
                prev = Moved(prev, device)!;
                step_size = Moved(step_size, device)!;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(BinaryReader reader)
            {
                step = reader.ReadInt64();
                prev.Load(reader);
                step_size.Load(reader);
            }

            /// <inheritdoc/>
            public override void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(step);
                prev.Save(writer);
                step_size.Save(writer);
            }

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                step = other.step;
                prev = Copied(other.prev, prev)!;
                step_size = Copied(other.step_size, step_size)!;
            }

            /// <inheritdoc/>
            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && step == state.step && Close(prev, state.prev) && Close(step_size, state.step_size);
        }
    }
}
