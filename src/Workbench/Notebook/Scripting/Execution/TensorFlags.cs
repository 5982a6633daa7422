using System.Runtime.CompilerServices;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// What the interpreter and the guard of native tensor calls share, through <see cref="AppContext"/>: neither needs to know the other, and nothing here
/// loads libtorch. Whoever comes first makes the objects.
/// </summary>
internal static class TensorFlags
{
    /// <summary>
    /// By flow of control: of a cell's code and all that it starts, whether it is to stop. Set, its next tensor operator throws
    /// <see cref="OperationCanceledException"/>. Null outside of cells.
    /// </summary>
    internal static AsyncLocal<StrongBox<bool>?> Interrupt { get; } = Find("Workbench.Interrupt", static () => new AsyncLocal<StrongBox<bool>?>());

    /// <summary>
    /// By thread, how many native calls that may call managed code back are on its stack; -1 when the thread is about to be aborted, from when on
    /// no such call begins.
    /// </summary>
    internal static ThreadLocal<StrongBox<int>?> Callbacks { get; } = Find("Workbench.Callbacks", static () => new ThreadLocal<StrongBox<int>?>());

    private static T Find<T>(string name, Func<T> make) where T : class
    {
        lock (typeof(AppContext))
        {
            if (AppContext.GetData(name) is T known)
                return known;
            var made = make();
            AppContext.SetData(name, made);
            return made;
        }
    }
}
