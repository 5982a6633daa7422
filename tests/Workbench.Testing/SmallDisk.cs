using System.Diagnostics;
using System.Globalization;

namespace Workbench.Testing;

/// <summary>A file system in memory of a given size, which can be full. Skips the test where none can be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string at, long bytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root mounts a file system");
        Path = Directory.CreateDirectory(at).FullName;
        Assert.SkipUnless(Mount("-t", "tmpfs", "-o", Size(bytes), "tmpfs", Path), "this root may not mount a file system");
    }

    public string Path { get; }

    /// <summary>Gives it another size.</summary>
    public void Resize(long bytes) => Assert.True(Mount("-o", $"remount,{Size(bytes)}", Path));

    public void Dispose()
    {
        using var process = Process.Start("umount", ["-l", Path]);
        process.WaitForExit();
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"size={bytes}");

    private static bool Mount(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("mount", arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
