namespace Workbench;

/// <summary>
/// Runs work on a thread that ends with the work. Training is synchronous and would block a pool thread for its whole duration. OpenMP also
/// keeps a team of threads for every thread that has computed, and makes all of them sleep between operators once there are more threads
/// than processors, so computing on pool threads would slow down later work.
/// </summary>
internal static class DedicatedThread
{
    /// <summary>Runs a function on a dedicated thread.</summary>
    public static Task<T> Run<T>(Func<T> work, CancellationToken cancellation = default) =>
        Task.Factory.StartNew(work, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
