namespace Workbench.Data;

/// <summary>A lock between processes: whoever has the file open. It goes with its process, however that ends.</summary>
static class FolderLock
{
    /// <summary>Waits for the lock.</summary>
    /// <param name="file">Made if it is not there.</param>
    /// <param name="waiting">Called once when somebody else has it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static IDisposable Take(string file, Action? waiting, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                if (attempt == 0)
                    waiting?.Invoke();
                if (cancellation.WaitHandle.WaitOne(50))
                    throw new OperationCanceledException(cancellation);
            }
        }
    }
}
