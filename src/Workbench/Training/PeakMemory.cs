using System.Globalization;

namespace Workbench.Training;

/// <summary>The process's peak resident memory, from Linux's /proc.</summary>
internal static class PeakMemory
{
    /// <summary>Resets the peak. Where that is not permitted, the peak covers the process's whole life.</summary>
    public static void Reset()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>Peak resident memory in bytes; null where unavailable.</summary>
    public static long? Read() => Status("VmHWM:");

    /// <summary>Current resident memory in bytes; null where unavailable.</summary>
    public static long? Now() => Status("VmRSS:");

    private static long? Status(string key)
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
