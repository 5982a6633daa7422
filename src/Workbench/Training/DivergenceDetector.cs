namespace Workbench.Training;

/// <summary>Says when a loss will not come back: not a number, infinite, or many times what it was at the start.</summary>
sealed class DivergenceDetector(double factor, int vocabulary)
{
    /// <summary>One bad batch is no divergence: the mean over this many steps counts.</summary>
    public const int Window = 10;

    readonly Queue<double> _recent = new();

    public double FirstLoss { get; private set; } = double.NaN;

    public IReadOnlyList<double> Recent => [.. _recent];

    public void Restore(double firstLoss, IEnumerable<double> losses)
    {
        FirstLoss = firstLoss;
        _recent.Clear();
        foreach (var loss in losses)
            _recent.Enqueue(loss);
    }

    /// <summary>Takes a step's loss and gradient norm; says why the run has diverged, or null.</summary>
    /// <param name="step">Counted from 1, for the message.</param>
    /// <param name="loss">In nats a token.</param>
    /// <param name="gradientNorm">Before clipping.</param>
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
    /// Takes the validation loss after the last step, whose update no training loss has seen; says why the run has diverged, or null.
    /// </summary>
    /// <param name="step">For the message.</param>
    /// <param name="loss">In nats a token, the mean over all windows: no single bad batch.</param>
    public string? ObserveFinal(long step, double loss) =>
        !double.IsFinite(loss) ? $"the validation loss after step {step} is {loss}"
        : loss > factor * Start ? $"the validation loss after step {step} is {loss:G4}, {Beyond}"
        : null;

    double Start => Math.Max(FirstLoss, Math.Log(vocabulary));

    string Beyond => $"more than {factor:G3} times where it started ({Start:G4})";
}
