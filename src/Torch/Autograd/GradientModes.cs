namespace TorchSharp;

/// <summary>Whether operators are recorded for gradients, on this thread, until it is disposed of.</summary>
internal sealed class AutoGradMode : IDisposable
{
    private readonly bool _before = IsEnabled;

    internal AutoGradMode(bool enabled) => NativeMethods.wt_grad_mode_set(enabled ? 1 : 0);

    internal static bool IsEnabled => NativeMethods.wt_grad_mode_get() != 0;

    public void Dispose() => NativeMethods.wt_grad_mode_set(_before ? 1 : 0);
}

/// <summary>Inference mode on this thread: nothing is recorded, and what is made can never be.</summary>
internal sealed class InferenceMode : IDisposable
{
    private nint _guard;

    internal InferenceMode(bool enabled) => Guard.Check(NativeMethods.wt_inference_guard_new(enabled ? 1 : 0, out _guard));

    internal static bool IsEnabled => NativeMethods.wt_inference_mode_get() != 0;

    // No finaliser: the guard belongs to its thread, and the collector's thread must not touch it.
    public void Dispose()
    {
        var released = Interlocked.Exchange(ref _guard, 0);
        if (released != 0)
            NativeMethods.wt_inference_guard_delete(released);
    }
}

/// <summary>Anomaly detection: backward names the operator that failed and, with <c>check_nan</c>, the one that made a NaN.</summary>
public class AnomalyMode : IDisposable
{
    private readonly bool _before = IsEnabled, _checkedBefore = ShouldCheckNaN;

    /// <summary>Sets the mode until it is disposed of.</summary>
    public AnomalyMode(bool enabled, bool check_nan = true) => NativeMethods.wt_anomaly_set(enabled ? 1 : 0, check_nan ? 1 : 0);

    /// <summary>Is it on?</summary>
    public static bool IsEnabled => NativeMethods.wt_anomaly_get() != 0;

    /// <summary>Are NaNs looked for?</summary>
    public static bool ShouldCheckNaN => NativeMethods.wt_anomaly_check_nan() != 0;

    /// <summary>Restores what was before.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Restores what was before.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            NativeMethods.wt_anomaly_set(_before ? 1 : 0, _checkedBefore ? 1 : 0);
    }
}
