using Workbench.Notebook.Display;
using Workbench.Notebook.Magics;
using Workbench.Notebook.Scripting;
using Workbench.Operations;

namespace Workbench.Notebook;

/// <summary>
/// Composes the notebook's interpreter for the kernel, the headless runner's child process and the tests.
/// </summary>
public static class NotebookComposition
{
    /// <summary>The pool creates this many threads on demand, and only one or two a second beyond them.</summary>
    private const int PoolThreads = 256;

    /// <summary>
    /// Starts loading the compiler on a separate thread. A process that is certain to run cells calls this first.
    /// </summary>
    public static void WarmUp() => CompilerWarmUp.Begin(NotebookImports.All);

    /// <summary>An interpreter with the Workbench's imports, formatters and magics.</summary>
    /// <param name="host">Folders, clock, environment variables and worker of the process.</param>
    public static NotebookInterpreter CreateInterpreter(HostEnvironment host)
    {
        ArgumentNullException.ThrowIfNull(host);
        // Cells may block pool threads (two hundred sleeping tasks), and the next cell needs a pool thread too.
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, PoolThreads), ports);
        var session = new CSharpSession(new ScriptSettings(host.CurrentFolder, host.Folders.Cache, NotebookImports.All));
        Formatting.Prepare();
        FigureFormatters.Register(withPictures: host.Variable("WORKBENCH_FIGURE_PNG") == "1");
        var runner = new CellRunner(session, MagicList.All(host), host);
        return new NotebookInterpreter(session, runner, new DisplaySession(FigureFormatters.Scripts));
    }
}
