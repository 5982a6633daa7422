using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.Directives;

namespace Workbench.Polyglot;

/// <summary>Adds the kernel and the magics to a host.</summary>
internal static class KernelRegistration
{
    /// <summary>The kernel's name in the host and in the Workbench's process.</summary>
    public const string KernelName = "workbench";

    // The parser's default maximum is 1. A high maximum leaves the check, and its error message, to the Workbench.
    private const int MostOccurrences = 1000;

    private static readonly Type[] Commands =
    [
        typeof(SubmitCode),
        typeof(RequestCompletions),
        typeof(RequestHoverText),
        typeof(RequestSignatureHelp),
        typeof(RequestDiagnostics),
        typeof(RequestValue),
        typeof(RequestValueInfos),
        typeof(SendValue),
        typeof(RequestKernelInfo),
    ];

    public static async Task RunAsync(Kernel kernel)
    {
        if (kernel.RootKernel is not CompositeKernel root)
            throw new NotSupportedException(
                $"the Workbench's kernel needs a host with several kernels (got {kernel.GetType().Name}). Load the package in a "
                    + $"notebook of .NET Interactive."
            );
        if (root.ChildKernels.Any(one => one.Name == KernelName))
            return;
        var executable = WorkbenchExecutable.Find();
        var magics = await executable.MagicsAsync().ConfigureAwait(false);
        var process = new WorkbenchProcess(executable);
        var proxy = new ProxyKernel(KernelName, process, process, new Uri(process.RemoteHostUri, KernelName));
        foreach (var command in Commands)
            proxy.KernelInfo.SupportedKernelCommands.Add(new KernelCommandInfo(command.Name));
        proxy.KernelInfo.LanguageName = "C#";
        proxy.KernelInfo.LanguageVersion = "14.0";
        proxy.KernelInfo.DisplayName = $"{KernelName} - C# and the Transformer Workbench";
        proxy.KernelInfo.Description =
            "C# with the Transformer Workbench in a separate process; interrupts keep variables. #!lsmagic lists the magics.";
        proxy.UseValueSharing();
        var middleware = new WholeCellMiddleware(root, proxy, magics.Select(magic => $"#!{magic.Name}").ToHashSet());
        proxy.AddMiddleware(middleware.HandleAsync);
        var hosts = root
            .ChildKernels.Where(one =>
                !one.KernelInfo.IsProxy && one.KernelInfo.SupportedKernelCommands.Any(command => command.Name == nameof(SubmitCode))
            )
            .ToList();
        root.RegisterForDisposal(new HostInterrupts(process));
        root.RegisterForDisposal(process);
        root.Add(proxy);
        // Register on the host's kernels, not on the root: the root's parser would also split the cells of the Workbench's kernel, which
        // has its own parser.
        foreach (var host in hosts)
        foreach (var magic in magics.Where(magic => !Has(root, host, magic.Name)))
            host.AddDirective(Directive(magic), (command, context) => ForwardedMagic.RunAsync(magic.Name, host, process, command, context));
        process.StartInBackground();
        if (KernelInvocationContext.Current is { } current)
            KernelInvocationContextExtensions.Display(
                current,
                $"The Transformer Workbench is loaded: cells that begin with #!{KernelName} run in it, and its magics run in all "
                    + $"cells ({string.Join(", ", magics.Select(magic => "#!" + magic.Name))}).",
                "text/plain"
            );
    }

    private static bool Has(CompositeKernel root, Kernel host, string magic) =>
        root.KernelInfo.SupportedDirectives.Concat(host.KernelInfo.SupportedDirectives).Any(one => one.Name == $"#!{magic}");

    private static KernelActionDirective Directive(MagicDescription magic)
    {
        var directive = new KernelActionDirective($"#!{magic.Name}", magic.Summary);
        foreach (var option in magic.Options)
            directive.Parameters.Add(
                new KernelDirectiveParameter(option.Name, option.Description) { Flag = option.Flag, MaxOccurrences = MostOccurrences }
            );
        directive.Parameters.Add(
            new KernelDirectiveParameter("--arguments", "Positional arguments")
            {
                AllowImplicitName = true,
                MaxOccurrences = MostOccurrences,
            }
        );
        return directive;
    }
}
