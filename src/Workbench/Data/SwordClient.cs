using System.ComponentModel;
using System.Diagnostics;
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
        var start = new ProcessStartInfo(program)
        {
            ArgumentList = { module, "-s" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        try
        {
            using var process = Process.Start(start)!;
            using var stop = cancellation.Register(process.Kill);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            using (var written = File.Create(file))
                process.StandardOutput.BaseStream.CopyTo(written);
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            // The program ends with 0 even when there is no such module, and then writes nothing.
            if (process.ExitCode != 0 || new FileInfo(file).Length == 0)
                throw Missing($"{program} has no module {module}: {errors.Result.Trim().Split('\n')[0]}");
        }
        catch (Win32Exception)
        {
            throw Missing($"{program} is not installed");
        }
    }

    private static InvalidInputException Missing(string found) =>
        new(
            "the Bibles come from Debian's packages of the SWORD project",
            found,
            Packages,
            $"sudo apt-get install -y {Packages}, then run the same command again",
            "data"
        );
}
