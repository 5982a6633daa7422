using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// Compiles a dummy cell while the rest of the program starts, so that the compiler's code and the metadata of the references are loaded
/// before the first cell. Takes about half a second on one core; the kernel is ready for requests earlier.
/// </summary>
internal static class CompilerWarmUp
{
    // Common constructs of cells: a variable, a lambda, a format string, an await, a last expression.
    private const string Cell = "var warm = Enumerable.Range(0, 2).Select(i => $\"{i:0}\").ToList(); await Task.Yield(); warm.Count";

    private static readonly Lock Gate = new();
    private static Task? _running;

    /// <summary>Starts the warm-up on a separate thread, unless it has been started.</summary>
    /// <param name="imports">The imports of every cell.</param>
    /// <returns>A task that ends with the warm-up and never fails.</returns>
    public static Task Begin(IReadOnlyList<string> imports)
    {
        lock (Gate)
        {
            if (_running is not null)
                return _running;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // Not on the pool, which has few threads at startup.
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

    // Ignores failures: the first cell reports them.
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
