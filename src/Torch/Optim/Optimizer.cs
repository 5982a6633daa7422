using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimisers and learning-rate schedules.</summary>
    public static partial class optim
    {
        /// <summary>Changes parameters so that a loss falls, by their gradients.</summary>
        public abstract partial class Optimizer : IDisposable
        {
            /// <summary>The groups of parameters.</summary>
            protected IList<ParamGroup> _parameter_groups = [];

            private protected Optimizer() { }

            /// <summary>Lets an optimiser that nobody holds go; its tensors have finalizers of their own.</summary>
            ~Optimizer() => Dispose(false);

            /// <summary>The groups of parameters, for learning-rate schedules.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>Fills the gradients of all parameters with zeros.</summary>
            public virtual void zero_grad()
            {
                using var _ = no_grad();
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    grad?.zero_();
                }
            }

            /// <summary>Adds a group of parameters.</summary>
            public virtual void add_param_group(ParamGroup param_group) => throw new NotImplementedException($"{GetType().Name} takes no further groups.");

            /// <summary>Takes a step.</summary>
            /// <param name="closure">Computes the loss and its gradients first; or null.</param>
            /// <returns>What <paramref name="closure"/> returned, else null.</returns>
            public virtual Tensor step(Func<Tensor>? closure = null) => throw new NotImplementedException($"{GetType().Name} takes no steps.");

            /// <summary>All parameters.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

            /// <summary>Releases what is kept of the steps so far; the parameters are not the optimiser's.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>The dispose pattern's other half.</summary>
            protected virtual void Dispose(bool disposing) { }

            /// <summary>The state of an optimiser: of its groups and of its parameters. The objects are the optimiser's own.</summary>
            public class StateDictionary
            {
                internal StateDictionary() { }

                /// <summary>The options of the groups.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>The states of the parameters, group after group.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>For each group, the positions in <see cref="State"/> of its parameters.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }

        /// <summary>What has a learning rate that a schedule changes.</summary>
        public interface ILearningRateController
        {
            /// <summary>The current learning rate.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate that schedules start from.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>What has a momentum that a schedule may change.</summary>
        public interface IMomentum
        {
            /// <summary>The momentum.</summary>
            double Momentum { get; set; }
        }

        /// <summary>What has two decays, the first of which schedules change in place of a momentum.</summary>
        public interface IBetas
        {
            /// <summary>The decays.</summary>
            (double, double) Betas { get; set; }
        }
    }
}
