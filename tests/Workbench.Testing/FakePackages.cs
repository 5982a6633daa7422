using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Workbench.Data;

namespace Workbench.Testing;

/// <summary>A registry in memory.</summary>
internal sealed class FakePackages(IReadOnlyDictionary<string, string> files) : IPackageClient
{
    public int Downloads;

    public Exception? Fails { get; set; }

    public Action? While { get; set; }

    public string Download(string package, string version, string folder, CancellationToken cancellation)
    {
        Interlocked.Increment(ref Downloads);
        var archive = System.IO.Path.Combine(folder, "package.tgz");
        using (var gzip = new GZipStream(File.Create(archive), CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (var (name, text) in files)
                tar.WriteEntry(
                    new UstarTarEntry(TarEntryType.RegularFile, "package/" + name)
                    {
                        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                    }
                );
        }
        While?.Invoke();
        cancellation.ThrowIfCancellationRequested();
        return Fails is null ? archive : throw Fails;
    }
}
