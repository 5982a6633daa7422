using Workbench.Operations;

namespace Workbench.Cli;

/// <summary>Saves the details of an internal fault in a file, so that the message can be short.</summary>
/// <param name="host">Gives the cache folder and the time.</param>
/// <param name="arguments">The command line.</param>
internal sealed class FaultLog(HostEnvironment host, IReadOnlyList<string> arguments)
{
    /// <summary>Writes the details. Returns the file, or null when it cannot be written.</summary>
    public string? Keep(Exception exception)
    {
        try
        {
            var folder = Path.Combine(host.Folders.Cache, "faults");
            Directory.CreateDirectory(folder);
            var now = host.Clock.GetUtcNow();
            var file = Path.Combine(folder, $"{now:yyyyMMdd-HHmmss-fff}.txt");
            File.WriteAllText(file, $"{now:u}\nworkbench {ProductVersion.Text}\nworkbench {string.Join(' ', arguments)}\n\n{exception}\n");
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
