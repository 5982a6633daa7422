using System.Diagnostics;

namespace Workbench.Testing;

/// <summary>A named pipe that gives a text once, as a shell's process substitution does. Skips the test where there are none.</summary>
internal static class NamedPipe
{
    /// <summary>Makes one; its text is written when somebody reads, and never again.</summary>
    /// <returns>The writing.</returns>
    public static Task Give(string path, byte[] content)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "named pipes are made with mkfifo here");
        using (var made = Process.Start("mkfifo", [path]))
            made.WaitForExit();
        return Task.Factory.StartNew(() => File.WriteAllBytes(path, content), TaskCreationOptions.LongRunning);
    }

    /// <inheritdoc cref="Give(string, byte[])"/>
    public static Task Give(string path, string content) => Give(path, System.Text.Encoding.UTF8.GetBytes(content));
}
