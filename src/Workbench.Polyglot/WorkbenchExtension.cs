using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;

namespace Workbench.Polyglot;

/// <summary>
/// What .NET Interactive runs when the Workbench's package is loaded: it adds the kernel <c>workbench</c>, which lives in a process of its
/// own, and magics for the cells of the host's own kernels, which are run in that process. This assembly needs nothing but what the host
/// has loaded already.
/// </summary>
/// <remarks>
/// It is the assembly's only public type: a host asks for all of them, and an older one would fail at types that it does not have.
/// </remarks>
public sealed class WorkbenchExtension : IKernelExtension
{
    /// <inheritdoc/>
    public async Task OnLoadAsync(Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        HostRequirements.Check();
        try
        {
            await LoadAsync(kernel).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TypeLoadException or MissingMemberException)
        {
            throw HostRequirements.Refusal(error.Message, error);
        }
    }

    // Not part of the method above: what an older host lacks is missed when a method is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task LoadAsync(Kernel kernel) => KernelRegistration.RunAsync(kernel);
}
