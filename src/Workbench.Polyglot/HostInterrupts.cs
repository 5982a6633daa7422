using System.Runtime.InteropServices;

namespace Workbench.Polyglot;

/// <summary>
/// Handles the interrupts of front ends. Jupyter sends SIGINT to the host, whose own handlers would end it as for Ctrl-C. While a cell of
/// the Workbench runs, the signal interrupts that cell instead. The handler registered last is called first, and no other handler is called
/// until it returns.
/// </summary>
internal sealed class HostInterrupts : IDisposable
{
    private readonly PosixSignalRegistration _signal;

    /// <summary>Registers the handler.</summary>
    /// <param name="process">The process to interrupt.</param>
    public HostInterrupts(WorkbenchProcess process) =>
        _signal = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            signal =>
            {
                if (!process.Interrupt())
                    return;
                signal.Cancel = true;
                // Never return. Each interrupt leaves one waiting thread, which costs a few kilobytes.
                Thread.Sleep(Timeout.Infinite);
            }
        );

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
