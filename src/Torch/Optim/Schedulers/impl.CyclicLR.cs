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
                /// <summary>Between a smallest and a largest rate, in cycles (Smith 2017).</summary>
                public class CyclicLR : LRScheduler
                {
                    private readonly double _cycleSteps, _riseShare;
                    private readonly Func<double, double> _scale;
                    private readonly ScaleMode _scaleMode;
                    private readonly double[] _largestRates;
                    private readonly double[]? _smallestMomenta, _largestMomenta;

                    /// <summary>Makes the schedule with the same rates for all groups.</summary>
                    /// <inheritdoc cref="CyclicLR(Optimizer, IEnumerable{double}, IEnumerable{double}, int, int, Mode, double, Func{double, double}, ScaleMode, bool, IEnumerable{double}, IEnumerable{double}, int, bool)"/>
                    public CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1.0, Func<double, double>? scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, [base_lr], [max_lr], step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum, [base_momentum], [max_momentum], last_epoch, verbose) { }

                    /// <summary>Makes the schedule.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="base_lr">The smallest rates of the groups.</param>
                    /// <param name="max_lr">The largest rates of the groups.</param>
                    /// <param name="step_size_up">The number of steps up.</param>
                    /// <param name="step_size_down">The number of steps down; -1 for as many as up.</param>
                    /// <param name="mode">How the height of the cycles changes.</param>
                    /// <param name="gamma">The factor of each step, for <see cref="Mode.ExpRange"/>.</param>
                    /// <param name="scale_fn">The height of a cycle or step, in place of a mode.</param>
                    /// <param name="scale_mode">What <paramref name="scale_fn"/> is a function of.</param>
                    /// <param name="cycle_momentum">Whether the momentum is changed the other way round.</param>
                    /// <param name="base_momentum">The smallest momenta; 0.8 when null.</param>
                    /// <param name="max_momentum">The largest momenta; 0.9 when null.</param>
                    /// <param name="last_epoch">The last step of an earlier run, -1 for none.</param>
                    /// <param name="verbose">Whether changes are written to the console.</param>
                    public CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1.0, Func<double, double>? scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        double down = step_size_down == -1 ? step_size_up : step_size_down;
                        _cycleSteps = step_size_up + down;
                        _riseShare = step_size_up / _cycleSteps;
                        _scale = scale_fn ?? mode switch
                        {
                            Mode.Triangular => _ => 1.0,
                            Mode.Triangular2 => cycle => 1 / Math.Pow(2, cycle - 1),
                            _ => step => Math.Pow(gamma, step),
                        };
                        _scaleMode = scale_fn is not null ? scale_mode : mode == Mode.ExpRange ? ScaleMode.Iterations : ScaleMode.Cycle;
                        _largestRates = Momenta.Spread("max_lr", optimizer, max_lr);
                        _base_lrs = Momenta.Spread("base_lr", optimizer, base_lr);
                        foreach (var (group, rate) in optimizer.ParamGroups.Zip(_base_lrs)) group.LearningRate = rate;
                        if (cycle_momentum)
                        {
                            if (!optimizer.ParamGroups.All(Momenta.Supported)) throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                            _smallestMomenta = Momenta.Spread("base_momentum", optimizer, base_momentum ?? [0.8]);
                            _largestMomenta = Momenta.Spread("max_momentum", optimizer, max_momentum ?? [0.9]);
                        }
                        step();
                    }

                    /// <summary>How the height of the cycles changes.</summary>
                    public enum Mode
                    {
                        /// <summary>Not at all.</summary>
                        Triangular,

                        /// <summary>It is halved after every cycle.</summary>
                        Triangular2,

                        /// <summary>It is multiplied by gamma at every step.</summary>
                        ExpRange,
                    }

                    /// <summary>What the height is a function of.</summary>
                    public enum ScaleMode
                    {
                        /// <summary>The number of the cycle, from 1.</summary>
                        Cycle,

                        /// <summary>The number of the step.</summary>
                        Iterations,
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        var cycle = Math.Floor(1 + _last_epoch / _cycleSteps);
                        var position = 1.0 + _last_epoch / _cycleSteps - cycle;
                        var height = position <= _riseShare ? position / _riseShare : (position - 1) / (_riseShare - 1);
                        var factor = _scale(_scaleMode == ScaleMode.Cycle ? cycle : _last_epoch);
                        if (_smallestMomenta is not null && _largestMomenta is not null)
                        {
                            foreach (var (group, i) in _optimizer.ParamGroups.Zip(Enumerable.Range(0, _largestMomenta.Length)))
                                Momenta.Set(group, _largestMomenta[i] - (_largestMomenta[i] - _smallestMomenta[i]) * height * factor);
                        }
                        return _base_lrs.Zip(_largestRates, (low, high) => low + (high - low) * height * factor);
                    }
                }
            }
        }
    }
}
