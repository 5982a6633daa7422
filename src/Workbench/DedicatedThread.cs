namespace Workbench;

/// <summary>
/// Work on a thread that ends with it: training is synchronous, and would hold one of the pool's for its whole time. And OpenMP keeps a
/// team of threads for every thread that ever computed, and lets all of them sleep between two operators once there are more than
/// processors: a pool's threads would slow down whatever computes after them.
/// </summary>
internal static class DedicatedThread
{
    /// <summary>Does it.</summary>
    public static Task<T> Run<T>(Func<T> work, CancellationToken cancellation = default) =>
        Task.Factory.StartNew(work, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
