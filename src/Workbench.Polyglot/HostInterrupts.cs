using System.Runtime.InteropServices;

namespace Workbench.Polyglot;

/// <summary>
/// A front end's interrupt. Jupyter sends the host SIGINT, which ends it: the host's own handlers take it for Ctrl-C. While something of
/// the Workbench's runs the signal is meant for that; the handler that was registered last is called first, and as long as it does not
/// return nobody else hears of the signal.
/// </summary>
internal sealed class HostInterrupts : IDisposable
{
    private readonly PosixSignalRegistration _signal;

    /// <summary>Listens from now on.</summary>
    /// <param name="process">What is interrupted.</param>
    public HostInterrupts(WorkbenchProcess process) =>
        _signal = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            signal =>
            {
                if (!process.Interrupt())
                    return;
                signal.Cancel = true;
                // A thread that waits for ever costs a few kilobytes; there is one for each interrupt.
                Thread.Sleep(Timeout.Infinite);
            }
        );

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
