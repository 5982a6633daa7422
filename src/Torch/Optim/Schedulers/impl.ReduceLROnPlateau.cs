namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Reduces the rate when what training is judged by has stopped improving.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool _lowerIsBetter, _relative;
                    private readonly double _factor, _threshold, _eps;
                    private readonly int _patience, _cooldown;
                    private readonly IReadOnlyList<double> _smallest;
                    private double _best;
                    private int _badSteps, _coolingSteps;

                    /// <summary>Makes the schedule.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="mode">"min" where lower is better, "max" where higher is.</param>
                    /// <param name="factor">What the rate is multiplied by.</param>
                    /// <param name="patience">How many steps without improvement are waited for.</param>
                    /// <param name="threshold">What counts as an improvement.</param>
                    /// <param name="threshold_mode">"rel" for a share of the best value, "abs" for a difference.</param>
                    /// <param name="cooldown">How many steps after a reduction do not count.</param>
                    /// <param name="min_lr">The smallest rates: none, one, or one for each group.</param>
                    /// <param name="eps">The smallest change that is made.</param>
                    /// <param name="verbose">Whether changes are written to the console.</param>
                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false) : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1.0) throw new ArgumentException("Factor should be < 1.0");
                        _lowerIsBetter = mode switch { "min" => true, "max" => false, _ => throw new ArgumentException($"mode {mode} is unknown!") };
                        _relative = threshold_mode switch { "rel" => true, "abs" => false, _ => throw new ArgumentException($"threshold mode {threshold_mode} is unknown!") };
                        var groups = optimizer.ParamGroups.Count();
                        if (min_lr is { Count: > 1 } && min_lr.Count != groups) throw new ArgumentException($"expected {groups} min_lrs, got {min_lr.Count}");
                        _smallest = min_lr is { Count: > 1 } ? [.. min_lr] : [.. Enumerable.Repeat(min_lr is { Count: 1 } ? min_lr[0] : 0.0, groups)];
                        _factor = factor;
                        _patience = patience;
                        _threshold = threshold;
                        _cooldown = cooldown;
                        _eps = eps;
                        _best = _lowerIsBetter ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    /// <summary>Goes to the next step, knowing how training goes.</summary>
                    /// <param name="current">What training is judged by.</param>
                    /// <param name="epoch">The step; null for the next one.</param>
                    public override void step(double current, int? epoch = null)
                    {
                        _step_count++;
                        _last_epoch = epoch ?? _last_epoch + 1;
                        if (Improves(current)) (_best, _badSteps) = (current, 0);
                        else _badSteps++;
                        if (_coolingSteps > 0)
                        {
                            _coolingSteps--;
                            _badSteps = 0;
                        }
                        if (_badSteps > _patience)
                        {
                            Reduce();
                            _coolingSteps = _cooldown;
                            _badSteps = 0;
                        }
                        _last_lrs = [.. CurrentRates];
                    }

                    /// <summary>Not possible: the schedule must know how training goes.</summary>
                    public override void step() => throw NeedsValue("step()");

                    /// <summary>Not possible: the schedule must know how training goes.</summary>
                    public override void step(int? epoch) => throw NeedsValue("step(int?)");

                    private static InvalidOperationException NeedsValue(string method) =>
                        new($"{method} should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    private bool Improves(double current)
                    {
                        var margin = _lowerIsBetter ? -_threshold : _threshold;
                        var bound = _relative ? _best * (1 + margin) : _best + margin;
                        return _lowerIsBetter ? current < bound : current > bound;
                    }

                    private void Reduce()
                    {
                        foreach (var (group, i) in _optimizer.ParamGroups.Zip(Enumerable.Range(0, _smallest.Count)).ToList())
                        {
                            var reduced = Math.Max(group.LearningRate * _factor, _smallest[i]);
                            if (group.LearningRate - reduced <= _eps) continue;
                            group.LearningRate = reduced;
                            if (_verbose) Console.WriteLine($"Epoch {_last_epoch}: reducing learning rate of group {i} to {reduced:g4}.");
                        }
                    }
                }
            }
        }
    }
}
