using System.Diagnostics;

namespace Workbench.Testing;

/// <summary>
/// A folder that nobody can write to, not even root: a read-only bind mount, or for another user the permissions. Skips the test where
/// neither can be had.
/// </summary>
internal sealed class ReadOnlyMount : IDisposable
{
    private readonly string _folder;
    private readonly bool _mounted;

    public ReadOnlyMount(string folder, string at)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "read-only folders are made on Linux here");
        _folder = folder;
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(at);
            _mounted = Succeeds("mount", "--bind", folder, at);
            Assert.SkipUnless(_mounted, "root writes everywhere, and this root may not mount");
            Path = at;
            Assert.SkipUnless(Succeeds("mount", "-o", "remount,bind,ro", at), "a mount cannot be made read-only here");
            return;
        }
        Path = folder;
        Assert.SkipUnless(Succeeds("chmod", "-R", "a-w", folder), "permissions cannot be changed here");
    }

    /// <summary>Where it is read.</summary>
    public string Path { get; }

    public void Dispose()
    {
        if (_mounted)
            Succeeds("umount", Path);
        else
            Succeeds("chmod", "-R", "u+w", _folder);
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
