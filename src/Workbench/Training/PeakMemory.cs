using System.Globalization;

namespace Workbench.Training;

/// <summary>The process's peak resident memory, as Linux counts it.</summary>
static class PeakMemory
{
    /// <summary>Starts counting anew; where that is not allowed, the peak is that of the process's life.</summary>
    public static void Reset()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>The peak in bytes; null where the system does not say.</summary>
    public static long? Read() => Status("VmHWM:");

    /// <summary>What is resident now, in bytes; null where the system does not say.</summary>
    public static long? Now() => Status("VmRSS:");

    static long? Status(string key)
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status))
            return null;
        var line = File.ReadLines(status).FirstOrDefault(one => one.StartsWith(key, StringComparison.Ordinal));
        return
            line is not null && long.TryParse(line[key.Length..].Replace("kB", "").Trim(), CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes * 1024
            : null;
    }
}
