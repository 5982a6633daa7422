namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of learning rates.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimiser's groups, once when it is made and then step by step.</summary>
            public abstract class LRScheduler
            {
                /// <summary>How often <see cref="step()"/> ran, the making included.</summary>
                protected int _step_count;

                internal Optimizer _optimizer = null!;
                internal int _last_epoch = -1;
                internal bool _verbose;
                internal IList<double> _last_lrs = [];
                internal IList<double> _base_lrs = [];

                /// <summary>Makes a schedule that keeps no rates of its own.</summary>
                protected LRScheduler() { }

                /// <summary>Makes a schedule; a derived class steps once at the end of its constructor.</summary>
                /// <param name="optimizer">The optimiser.</param>
                /// <param name="last_epoch">The last step of an earlier run, -1 for none.</param>
                /// <param name="verbose">Whether changes are written to the console.</param>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _verbose = verbose;
                    _base_lrs = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _last_lrs = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];
                }

                /// <summary>Goes to the next step.</summary>
                public virtual void step() => step(null);

                /// <summary>Goes to a given step by the schedule's closed form; null for the next one.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? _last_epoch + 1;
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToList();
                    foreach (var (group, i) in _optimizer.ParamGroups.Zip(Enumerable.Range(0, rates.Count)).ToList())
                    {
                        group.LearningRate = rates[i];
                        if (_verbose && _last_lrs[i] != rates[i]) Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                        _last_lrs[i] = rates[i];
                    }
                }

                /// <summary>Goes to the next step, knowing how training goes.</summary>
                /// <param name="current">What training is judged by; most schedules ignore it.</param>
                /// <param name="epoch">The step; null for the next one.</param>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The learning rates of the last step.</summary>
                public IEnumerable<double> get_last_lr() => _last_lrs;

                /// <summary>The learning rates of this step, which may follow from those of the last one.</summary>
                protected virtual IEnumerable<double> get_lr() => CurrentRates;

                /// <summary>The learning rates of this step by themselves, where there is a formula.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                private protected IEnumerable<double> CurrentRates => _optimizer.ParamGroups.Select(group => group.LearningRate);

                private protected IEnumerable<double> Scaled(double factor) => CurrentRates.Select(rate => rate * factor);
            }
        }
    }
}
