using System.Reflection;
using Microsoft.DotNet.Interactive;

namespace Workbench.Polyglot;

/// <summary>Checks the host for required types by name, so that an incompatible host gets a clear error.</summary>
internal static class HostRequirements
{
    /// <summary>The version of .NET Interactive at compile time, and the version of its tool.</summary>
    private const string Version = "1.0.0-beta.26120.1",
        Tool = "1.0.712001";

    private static readonly string[] Types =
    [
        "Microsoft.DotNet.Interactive.Directives.KernelActionDirective",
        "Microsoft.DotNet.Interactive.Connection.ProxyKernel",
        "Microsoft.DotNet.Interactive.Connection.IKernelCommandAndEventSender",
        "Microsoft.DotNet.Interactive.Connection.IKernelCommandAndEventReceiver",
        "Microsoft.DotNet.Interactive.ValueSharing.KernelValueInfo",
    ];

    /// <summary>Runs the checks.</summary>
    /// <exception cref="NotSupportedException">The host lacks a required type, or runs on an older .NET.</exception>
    public static void Check()
    {
        var host = typeof(Kernel).Assembly;
        if (Types.FirstOrDefault(name => host.GetType(name) is null) is { } missing)
            throw Refusal($"{missing} is missing");
        if (Environment.Version.Major < 10)
            throw new NotSupportedException(
                $"The Transformer Workbench needs a host that runs on .NET 10; this one runs on {Environment.Version}. "
                    + "Start it with the environment variable DOTNET_ROLL_FORWARD=LatestMajor, or use the Workbench's own Jupyter "
                    + "kernel: workbench jupyter install."
            );
    }

    /// <summary>The error for an incompatible host.</summary>
    public static NotSupportedException Refusal(string reason, Exception? inner = null) =>
        new(
            $"The Transformer Workbench's extension is made for .NET Interactive {Version}; this host is {HostVersion()}, and {reason}. "
                + $"Update it (dotnet tool update -g Microsoft.dotnet-interactive --version {Tool}), or use the Workbench's own "
                + $"Jupyter kernel: workbench jupyter install.",
            inner
        );

    private static string HostVersion() =>
        typeof(Kernel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "of an unknown version";
}
