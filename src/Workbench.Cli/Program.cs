using System.Runtime.InteropServices;
using Workbench.Ablation;
using Workbench.Kernels.Runtime;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Cli;

/// <summary>The composition root: console, system clock, environment variables, signals, exit codes.</summary>
internal static class Program
{
    private static readonly TimeSpan DuplicateInterval = TimeSpan.FromMilliseconds(500);

    private static Task<int> Main(string[] arguments) =>
        RunAsync(
            arguments,
            (host, terminal) => new WorkbenchCli(host, terminal, NotebookComposition.CreateInterpreter, FigureFormatters.Scripts)
        );

    /// <summary>Runs a command line in this process' real environment.</summary>
    /// <param name="arguments">The arguments after the program's name.</param>
    /// <param name="create">Makes the program.</param>
    internal static async Task<int> RunAsync(string[] arguments, Func<HostEnvironment, Terminal, WorkbenchCli> create)
    {
        if (arguments is ["cells", ..] or ["kernel", ..] or ["jupyter", "kernel", ..])
            NotebookComposition.WarmUp();
        TorchRuntime.Source = new TorchPackages(
            XdgFolders.FromEnvironment(Environment.GetEnvironmentVariable).Cache,
            Console.Error.WriteLine
        ).Folders;
        using var stop = new CancellationTokenSource();
        var first = 0L;
        // In a kernel, SIGINT interrupts the cell. Workers, cell processes and kernels of .NET Interactive ignore Ctrl-C, because the
        // terminal also sends it to their parent, which stops them.
        var ignoresInterrupts = arguments is ["worker", ..] or ["cells", ..] or ["kernel", ..] or ["jupyter", "kernel", ..];
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

        if (arguments is not ["train", ..])
            return (int)await create(Host(), TheTerminal()).RunAsync(arguments, stop.Token);
        return (int)
            await RankProgram.RunAsync(Host(), TheTerminal(), (host, terminal) => create(host, terminal).RunAsync(arguments, stop.Token));

        // The first signal cancels cleanly; for the second, the default action of the system ends the process at once. timeout(1) sends
        // one signal to the program and another to its process group: signals within DuplicateInterval count as one.
        void OnSignal(PosixSignalContext context)
        {
            if (ignoresInterrupts && context.Signal == PosixSignal.SIGINT)
            {
                context.Cancel = true;
                return;
            }
            var now = TimeProvider.System.GetTimestamp();
            if (
                Interlocked.CompareExchange(ref first, now, 0) is not 0 and var before
                && TimeProvider.System.GetElapsedTime(before, now) > DuplicateInterval
            )
                return;
            context.Cancel = true;
            ThreadPool.QueueUserWorkItem(_ => stop.Cancel());
        }
    }

    private static HostEnvironment Host() =>
        new(
            XdgFolders.FromEnvironment(Environment.GetEnvironmentVariable),
            TimeProvider.System,
            Environment.CurrentDirectory,
            Environment.GetEnvironmentVariable,
            new WorkerCommand(Environment.ProcessPath!, ["worker"]),
            Environment.GetEnvironmentVariable("WORKBENCH_ROOT"),
            new WorkerCommand(Environment.ProcessPath!, ["cells"])
        );

    private static Terminal TheTerminal() =>
        new(
            Console.In,
            Console.Out,
            Console.Error,
            !Console.IsOutputRedirected,
            !Console.IsErrorRedirected,
            Width(),
            Environment.GetEnvironmentVariable("NO_COLOR") is null or ""
        );

    // WindowWidth is 0 for a terminal of unknown width.
    private static int Width() =>
        Console.IsOutputRedirected && Console.IsErrorRedirected || Console.WindowWidth <= 0 ? 80 : Console.WindowWidth;
}
