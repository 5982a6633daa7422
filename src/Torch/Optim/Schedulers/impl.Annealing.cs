namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>A share of the rate for a number of steps, then all of it.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double _factor;
                    private readonly int _totalSteps;

                    /// <summary>Makes the schedule.</summary>
                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        _factor = factor;
                        _totalSteps = total_iters;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        _last_epoch == 0 ? Scaled(_factor) : _last_epoch == _totalSteps ? Scaled(1.0 / _factor) : CurrentRates;

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() => _base_lrs.Select(rate => rate * (_last_epoch >= _totalSteps ? 1 : _factor));
                }

                /// <summary>Linear from one share of the rate to another over a number of steps.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double _start, _end;
                    private readonly int _totalSteps;

                    /// <summary>Makes the schedule.</summary>
                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        if (start_factor is <= 0 or > 1) throw new ArgumentException("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.");
                        if (end_factor is < 0 or > 1) throw new ArgumentException("Ending multiplicative factor expected to be between 0 and 1.");
                        _start = start_factor;
                        _end = end_factor;
                        _totalSteps = total_iters;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0) return Scaled(_start);
                        return _last_epoch > _totalSteps ? CurrentRates : Scaled(1.0 + (_end - _start) / (_totalSteps * _start + (_last_epoch - 1) * (_end - _start)));
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => rate * (_start + (_end - _start) * Math.Min(_totalSteps, _last_epoch) / _totalSteps));
                }

                /// <summary>Half a cosine wave from the rate to a smallest one, and back (Loshchilov and Hutter 2017, without restarts).</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _period, _smallest;

                    /// <summary>Makes the schedule.</summary>
                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        _period = T_max;
                        _smallest = eta_min;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0) return CurrentRates;
                        if (_step_count == 1) return get_closed_form_lr();
                        if ((_last_epoch - 1 - _period) % (2 * _period) == 0)
                            return CurrentRates.Zip(_base_lrs, (rate, initial) => rate + (initial - _smallest) * (1 - Math.Cos(Math.PI / _period)) / 2);
                        var factor = (1 + Math.Cos(Math.PI * _last_epoch / _period)) / (1 + Math.Cos(Math.PI * (_last_epoch - 1) / _period));
                        return CurrentRates.Select(rate => factor * (rate - _smallest) + _smallest);
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => _smallest + (rate - _smallest) * (1 + Math.Cos(Math.PI * _last_epoch / _period)) / 2);
                }
            }
        }
    }
}
