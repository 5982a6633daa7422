namespace Workbench.Training;

/// <summary>Detects divergence: a loss that is NaN, infinite, or many times the initial loss.</summary>
internal sealed class DivergenceDetector(double factor, int vocabulary)
{
    /// <summary>Number of steps over which the loss is averaged, so that a single bad batch is not a divergence.</summary>
    public const int Window = 10;

    private readonly Queue<double> _recent = new();

    public double FirstLoss { get; private set; } = double.NaN;

    public IReadOnlyList<double> Recent => [.. _recent];

    public void Restore(double firstLoss, IEnumerable<double> losses)
    {
        FirstLoss = firstLoss;
        _recent.Clear();
        foreach (var loss in losses)
            _recent.Enqueue(loss);
    }

    /// <summary>Records a step's loss and gradient norm; returns the reason when the run has diverged, otherwise null.</summary>
    /// <param name="step">1-based step, for the message.</param>
    /// <param name="loss">Loss in nats per token.</param>
    /// <param name="gradientNorm">Gradient norm before clipping.</param>
    public string? Observe(long step, double loss, double gradientNorm)
    {
        if (!double.IsFinite(loss))
            return $"the loss of step {step} is {loss}";
        if (!double.IsFinite(gradientNorm))
            return $"the gradient's norm of step {step} is {gradientNorm}";
        if (double.IsNaN(FirstLoss))
            FirstLoss = loss;
        _recent.Enqueue(loss);
        if (_recent.Count > Window)
            _recent.Dequeue();
        var mean = _recent.Average();
        return _recent.Count == Window && mean > factor * Start
            ? $"the mean loss of the {Window} steps to {step} is {mean:G4}, {Beyond}"
            : null;
    }

    /// <summary>
    /// Checks the validation loss after the last step, because no training loss reflects the last update; returns the reason when the run
    /// has diverged, otherwise null.
    /// </summary>
    /// <param name="step">The last step, for the message.</param>
    /// <param name="loss">Mean loss over all windows, in nats per token.</param>
    public string? ObserveFinal(long step, double loss) =>
        !double.IsFinite(loss) ? $"the validation loss after step {step} is {loss}"
        : loss > factor * Start ? $"the validation loss after step {step} is {loss:G4}, {Beyond}"
        : null;

    private double Start => Math.Max(FirstLoss, Math.Log(vocabulary));

    private string Beyond => $"more than {factor:G3} times where it started ({Start:G4})";
}
