using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// Compiles a cell that is never run while the rest of the program starts: the first cell then finds the compiler's code and the metadata
/// of the references loaded. It takes half a second of one core; a kernel is ready, and waits for a person, long before.
/// </summary>
internal static class CompilerWarmUp
{
    // What cells use most: a variable, a lambda, a format string, an await, a last expression.
    private const string Cell = "var warm = Enumerable.Range(0, 2).Select(i => $\"{i:0}\").ToList(); await Task.Yield(); warm.Count";

    private static readonly Lock Gate = new();
    private static Task? _running;

    /// <summary>Begins, on a thread of its own, unless it has begun already.</summary>
    /// <param name="imports">What every cell imports.</param>
    /// <returns>Ends when the compiler is warm; it never fails.</returns>
    public static Task Begin(IReadOnlyList<string> imports)
    {
        lock (Gate)
        {
            if (_running is not null)
                return _running;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // The pool has few threads while the program starts, and the sockets need them.
            new Thread(() =>
            {
                Compile(imports);
                done.SetResult();
            })
            {
                IsBackground = true,
                Name = "compiler warm-up",
            }.Start();
            return _running = done.Task;
        }
    }

    // A failure is the first cell's to tell.
    private static void Compile(IReadOnlyList<string> imports)
    {
        try
        {
            var options = new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                usings: imports,
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true
            );
            SubmissionCompiler.Compile(
                SubmissionCompiler.Read(Cell, "cell", CancellationToken.None),
                null,
                ReferenceCatalogue.Default,
                options,
                CancellationToken.None
            );
        }
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        { }
    }
}
