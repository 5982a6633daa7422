using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;

namespace Workbench.Polyglot;

/// <summary>
/// The entry point of the Workbench's package in .NET Interactive. Adds the kernel <c>workbench</c>, which runs in a separate process, and
/// magics for the cells of the host's own kernels, which run in that process too. This assembly needs only assemblies that the host has
/// loaded.
/// </summary>
/// <remarks>
/// The only public type of the assembly: a host loads all public types, and an older host would fail at types that refer to missing ones.
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

    // A separate method, because the JIT resolves types, which an older host may lack, when it compiles a method.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task LoadAsync(Kernel kernel) => KernelRegistration.RunAsync(kernel);
}
