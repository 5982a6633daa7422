using System.Formats.Tar;
using System.IO.Compression;

namespace Workbench.Data;

/// <summary>Exports modules of the SWORD project, which Debian packages, by its mod2imp.</summary>
/// <param name="program">The program. Default: mod2imp.</param>
internal sealed class SwordClient(string program = "mod2imp") : IPackageClient
{
    /// <summary>The Debian packages of the program and of all modules in the catalogue.</summary>
    public const string Packages = "libsword-utils sword-text-kjv sword-text-sparv";

    /// <inheritdoc/>
    public string Download(string package, string version, string folder, CancellationToken cancellation)
    {
        var archive = Path.Combine(folder, "modules.tgz");
        using var stream = new GZipStream(File.Create(archive), CompressionLevel.Fastest);
        using var tar = new TarWriter(stream);
        // Several modules are separated by +.
        foreach (var module in package.Split('+'))
        {
            cancellation.ThrowIfCancellationRequested();
            var file = Path.Combine(folder, $"{module}.imp");
            Export(module, file, cancellation);
            tar.WriteEntry(file, $"package/{module}.imp");
        }
        return archive;
    }

    private void Export(string module, string file, CancellationToken cancellation)
    {
        using var written = File.Create(file);
        var end = Programs.Run(new(program, [module, "-s"]), Missing($"{program} is not installed"), cancellation, written);
        // The program ends with 0 even when there is no such module, and then writes nothing.
        if (end.Code != 0 || written.Length == 0)
            throw new InvalidInputException([Missing($"{program} has no module {module}: {end.Error.Trim().Split('\n')[0]}")]);
    }

    private static Fault Missing(string found) =>
        new(
            "the Bibles come from Debian's packages of the SWORD project",
            found,
            Packages,
            $"sudo apt-get install -y {Packages}, then run the same command again",
            "data"
        );
}
