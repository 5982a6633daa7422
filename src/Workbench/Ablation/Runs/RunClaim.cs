using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Workbench.Ablation;

/// <summary>
/// The right to compute a run, held by one live process. It is an advisory lock on an open file (flock), so the system gives it back when
/// the holder dies, however it dies; the text inside (pid, start) is for people.
/// </summary>
internal sealed partial class RunClaim : IDisposable
{
    private static readonly ConcurrentDictionary<string, RunClaim> Here = new(StringComparer.Ordinal);

    private readonly FileStream _file;

    private RunClaim(FileStream file)
    {
        _file = file;
        Here[file.Name] = this;
    }

    /// <summary>Whether this process itself holds a claim: work that was interrupted a moment ago, and is still ending.</summary>
    public static bool IsHeldHere(string path) => Here.ContainsKey(Path.GetFullPath(path));

    /// <summary>Takes the claim, or returns null when a live process holds it.</summary>
    public static RunClaim? TryTake(string path, TimeProvider clock)
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
        file.SetLength(0);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Flush();
        // A clean may have removed the file between opening and locking it: then the lock is on a file without a name.
        if (OperatingSystem.IsWindows() || ReadHolder(path) == text)
            return new RunClaim(file);
        file.Dispose();
        return null;
    }

    /// <summary>Takes the claim, and waits for it at most <paramref name="patience"/>.</summary>
    public static async Task<RunClaim?> TakeAsync(string path, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            if (TryTake(path, clock) is { } claim)
                return claim;
            if (clock.GetElapsedTime(start) >= patience)
                return null;
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Who holds a claim, in words; null when nobody does.</summary>
    public static string? HolderOf(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            // Opened for reading alone: that it may not be written says nothing of a holder.
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
        const string nobodyKnown = "another process";
        // Every way of the base library to open a file asks for a lock too, and would fail on a claim that is held.
        if (OperatingSystem.IsWindows() || open(path, 0) is not (>= 0 and var descriptor))
            return nobodyKnown;
        using var reader = new StreamReader(new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read));
        return reader.ReadToEnd() is { Length: > 0 } text ? text : nobodyKnown;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    public void Dispose()
    {
        Here.TryRemove(KeyValuePair.Create(_file.Name, this));
        _file.Dispose();
    }
}
