using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Workbench;

/// <summary>
/// A lock between processes: an advisory lock on an open file (flock). The system releases the lock when its process ends, also after a
/// kill. The file's text (process, start) is for people.
/// </summary>
internal sealed partial class FileLock : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);
    private static readonly ConcurrentDictionary<string, FileLock> Here = new(StringComparer.Ordinal);

    private readonly FileStream _file;

    private FileLock(FileStream file)
    {
        _file = file;
        Here[file.Name] = this;
    }

    /// <summary>Whether this process itself holds the lock: interrupted work of this process is still ending.</summary>
    public static bool IsHeldHere(string path) => Here.ContainsKey(Path.GetFullPath(path));

    /// <summary>Takes the lock, or returns null when a live process holds it.</summary>
    public static FileLock? TryTake(string path, TimeProvider clock)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStream file;
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB) on Unix.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} since {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss.fffffff}Z"
        );
        try
        {
            file.SetLength(0);
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush();
        }
        catch
        {
            // A full disk: the lock is given back, and the caller says what happened.
            file.Dispose();
            throw;
        }
        // `runs clean` may have deleted the file between open and lock: the lock is then on a file without a name.
        if (OperatingSystem.IsWindows() || ReadHolder(path) == text)
            return new FileLock(file);
        file.Dispose();
        return null;
    }

    /// <summary>Takes the lock. Waits for it as long as needed.</summary>
    /// <param name="path">The file; created if missing, in an existing folder.</param>
    /// <param name="clock">The time.</param>
    /// <param name="waiting">Called once when another process holds the lock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public static FileLock Take(string path, TimeProvider clock, Action? waiting, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (TryTake(path, clock) is { } taken)
                return taken;
            if (!File.Exists(path))
                throw new IOException($"'{path}' cannot be created");
            if (attempt == 0)
                waiting?.Invoke();
            if (cancellation.WaitHandle.WaitOne(RetryInterval))
                throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>Takes the lock, or returns null when another process still holds it after <paramref name="patience"/>.</summary>
    public static async Task<FileLock?> TakeAsync(string path, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            if (TryTake(path, clock) is { } taken)
                return taken;
            if (clock.GetElapsedTime(start) >= patience)
                return null;
            await Task.Delay(RetryInterval, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The holder of the lock, in words; null when the lock is free.</summary>
    public static string? HolderOf(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            // Opened for reading: a file without write permission can be free.
            using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None))
                return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException)
        {
            return ReadHolder(path);
        }
    }

    private static string ReadHolder(string path)
    {
        const string unknown = "another process";
        // Every file API of the base library takes a lock too, and fails on a file that is locked.
        if (OperatingSystem.IsWindows() || open(path, 0) is not (>= 0 and var descriptor))
            return unknown;
        using var reader = new StreamReader(new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read));
        return reader.ReadToEnd() is { Length: > 0 } text ? text : unknown;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    public void Dispose()
    {
        Here.TryRemove(KeyValuePair.Create(_file.Name, this));
        _file.Dispose();
    }
}
