using Workbench.Notebook.Display;
using Workbench.Notebook.Magics;
using Workbench.Notebook.Scripting;
using Workbench.Operations;

namespace Workbench.Notebook;

/// <summary>
/// Puts the notebook's interpreter together: what the executable's kernel, the headless runner's child and tests have in common.
/// </summary>
public static class NotebookComposition
{
    /// <summary>Threads that the pool makes without hesitation. Beyond them it makes one or two a second.</summary>
    private const int PoolThreads = 256;

    /// <summary>
    /// Begins to load the compiler, on a thread of its own: for a process that will surely run cells, as the first thing that it does.
    /// </summary>
    public static void WarmUp() => CompilerWarmUp.Begin(NotebookImports.All);

    /// <summary>An interpreter with the Workbench's imports, formatters and magics.</summary>
    /// <param name="host">Folders, clock, worker.</param>
    public static NotebookInterpreter CreateInterpreter(HostEnvironment host)
    {
        ArgumentNullException.ThrowIfNull(host);
        // Code of cells may block threads of the pool (two hundred tasks that sleep); what runs the next cell waits for one too.
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, PoolThreads), ports);
        var session = new CSharpSession(new ScriptSettings(host.CurrentFolder, host.Folders.Cache, NotebookImports.All));
        Formatting.Prepare();
        FigureFormatters.Register(withPictures: host.Variable("WORKBENCH_FIGURE_PNG") == "1");
        var runner = new CellRunner(session, MagicList.All(host), host);
        return new NotebookInterpreter(session, runner, new DisplaySession(FigureFormatters.Scripts));
    }
}
