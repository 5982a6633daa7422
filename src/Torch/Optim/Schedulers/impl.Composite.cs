namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>One schedule until a step, then the next.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;
                    private readonly int[] _milestones;

                    /// <summary>Makes the schedule; there is one more schedule than there are milestones.</summary>
                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) : base(optimizer, last_epoch + 1)
                    {
                        _schedulers = [.. schedulers];
                        _milestones = [.. milestones];
                        if (_schedulers.Any(scheduler => scheduler._optimizer != optimizer))
                            throw new ArgumentException("The SequentialLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                        if (_milestones.Length != _schedulers.Length - 1)
                            throw new ArgumentException($"Received {_schedulers.Length} schedulers and {_milestones.Length} milestones. The SequentialLR scheduler expects the number of schedulers to be one more than the number of milestones.");
                        // The parts have made their first steps; only that of the first part counts.
                        foreach (var group in optimizer.ParamGroups) group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in _schedulers) scheduler._last_epoch--;
                        _schedulers[0].step();
                        _last_lrs = [.. _schedulers[0]._last_lrs];
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        var part = _milestones.Count(milestone => milestone <= _last_epoch);
                        if (part > 0 && _milestones[part - 1] == _last_epoch) _schedulers[part].step(0);
                        else _schedulers[part].step();
                        return CurrentRates;
                    }
                }

                /// <summary>Several schedules that each change what the others made of the rate.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;

                    /// <summary>Makes the schedule.</summary>
                    public ChainedLR(IEnumerable<LRScheduler> schedulers)
                    {
                        _schedulers = [.. schedulers];
                        if (_schedulers.Length == 0) throw new ArgumentException("ChainedLR expects at least one scheduler.");
                        _optimizer = _schedulers[0]._optimizer;
                        if (_schedulers.Any(scheduler => scheduler._optimizer != _optimizer))
                            throw new ArgumentException("ChainedLR expects all schedulers to belong to the same optimizer.");
                        _last_lrs = [.. CurrentRates];
                    }

                    /// <inheritdoc/>
                    public override void step()
                    {
                        foreach (var scheduler in _schedulers) scheduler.step();
                        _last_lrs = [.. CurrentRates];
                    }
                }
            }
        }
    }
}
