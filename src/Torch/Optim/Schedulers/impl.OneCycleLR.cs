using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Up to a largest rate and down to a very small one, the momentum the other way round (Smith and Topin 2019).</summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly int _totalSteps;
                    private readonly Func<double, double, double, double> _anneal;
                    private readonly bool _cyclesMomentum;
                    private readonly double[] _largestRates, _initialRates, _smallestRates;
                    private readonly double[] _smallestMomenta = [], _largestMomenta = [];

                    // The steps at which the phases end, and the levels that they lead to; the first starts at (Initial, Largest).
                    private readonly (double end, Level rate, Level momentum)[] _phases;

                    /// <summary>Makes the schedule with one largest rate for all groups.</summary>
                    /// <inheritdoc cref="OneCycleLR(Optimizer, IEnumerable{double}, int, int, int, double, AnnealStrategy, bool, IEnumerable{double}, IEnumerable{double}, double, double, bool, int, bool)"/>
                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, [max_lr], total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, [base_momentum], [max_momentum], div_factor, final_div_factor, three_phase, last_epoch, verbose) { }

                    /// <summary>Makes the schedule.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="max_lr">The largest rates of the groups.</param>
                    /// <param name="total_steps">The number of steps; -1 for epochs times steps an epoch.</param>
                    /// <param name="epochs">The number of epochs.</param>
                    /// <param name="steps_per_epoch">The number of steps an epoch.</param>
                    /// <param name="pct_start">The share of the steps in which the rate rises.</param>
                    /// <param name="anneal_strategy">The form of the curves.</param>
                    /// <param name="cycle_momentum">Whether the momentum is changed too.</param>
                    /// <param name="base_momentum">The smallest momenta; 0.85 when null.</param>
                    /// <param name="max_momentum">The largest momenta; 0.95 when null.</param>
                    /// <param name="div_factor">The largest rate over the initial one.</param>
                    /// <param name="final_div_factor">The initial rate over the last one.</param>
                    /// <param name="three_phase">Whether the rate falls to the initial one in a phase of its own.</param>
                    /// <param name="last_epoch">The last step of an earlier run, -1 for none.</param>
                    /// <param name="verbose">Whether changes are written to the console.</param>
                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _totalSteps = Total(total_steps, epochs, steps_per_epoch);
                        if (pct_start is < 0 or > 1) throw new ArgumentException($"Expected double between 0 and 1 for pct_start, but got {pct_start}");
                        _anneal = anneal_strategy == AnnealStrategy.Cos
                            ? (start, end, share) => end + (start - end) / 2.0 * (Math.Cos(Math.PI * share) + 1)
                            : (start, end, share) => (end - start) * share + start;
                        (double, Level, Level) rise = (pct_start * _totalSteps - 1, Level.Largest, Level.Smallest);
                        _phases = three_phase
                            ? [rise, (2 * pct_start * _totalSteps - 2, Level.Initial, Level.Largest), (_totalSteps - 1, Level.Smallest, Level.Largest)]
                            : [rise, (_totalSteps - 1, Level.Smallest, Level.Largest)];

                        _largestRates = Momenta.Spread("max_lr", optimizer, max_lr);
                        _initialRates = [.. _largestRates.Select(rate => rate / div_factor)];
                        _smallestRates = [.. _initialRates.Select(rate => rate / final_div_factor)];
                        foreach (var (group, rate) in optimizer.ParamGroups.Zip(_initialRates)) group.InitialLearningRate = rate;
                        _base_lrs = [.. _initialRates];

                        _cyclesMomentum = cycle_momentum;
                        if (cycle_momentum)
                        {
                            _largestMomenta = Momenta.Spread("max_momentum", optimizer, max_momentum ?? [0.95]);
                            _smallestMomenta = Momenta.Spread("base_momentum", optimizer, base_momentum ?? [0.85]);
                        }
                        step();
                    }

                    /// <summary>The form of the curves.</summary>
                    public enum AnnealStrategy
                    {
                        /// <summary>Half a cosine wave.</summary>
                        Cos,

                        /// <summary>A straight line.</summary>
                        Linear,
                    }

                    private enum Level
                    {
                        Initial,
                        Largest,
                        Smallest,
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > _totalSteps)
                            throw new InvalidOperationException($"Tried to step {_last_epoch + 1} times. The specified number of total steps is {_totalSteps}");
                        var phase = Array.FindIndex(_phases, candidate => _last_epoch <= candidate.end);
                        if (phase < 0) phase = _phases.Length - 1;
                        var start = phase == 0 ? (end: 0.0, rate: Level.Initial, momentum: Level.Largest) : _phases[phase - 1];
                        var end = _phases[phase];
                        var share = (_last_epoch - start.end) / (end.end - start.end);
                        if (_cyclesMomentum)
                        {
                            foreach (var (group, i) in _optimizer.ParamGroups.Zip(Enumerable.Range(0, _largestMomenta.Length)))
                                Momenta.Set(group, _anneal(Momentum(start.momentum, i), Momentum(end.momentum, i), share));
                        }
                        return _largestRates.Select((_, i) => _anneal(Rate(start.rate, i), Rate(end.rate, i), share));
                    }

                    private static int Total(int total, int epochs, int stepsPerEpoch)
                    {
                        if (total > 0) return total;
                        if (total == -1 && epochs > 0 && stepsPerEpoch > 0) return epochs * stepsPerEpoch;
                        throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch), as positive numbers");
                    }

                    private double Rate(Level level, int i) => level switch { Level.Largest => _largestRates[i], Level.Smallest => _smallestRates[i], _ => _initialRates[i] };

                    private double Momentum(Level level, int i) => level == Level.Smallest ? _smallestMomenta[i] : _largestMomenta[i];
                }
            }
        }
    }
}
