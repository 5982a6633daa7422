using Workbench.Data;

namespace Workbench.Tests.Data;

/// <summary>The pinned checksums against the registry's packages: the one test of this folder that uses the package client.</summary>
public sealed class RealCatalogueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_entry_is_what_the_registry_serves()
    {
        var catalogue = new Catalogue(_folder.Path);
        foreach (var entry in Catalogue.Entries)
        {
            var corpus = catalogue.Get(entry);
            Assert.Equal(entry.Checksum, corpus.Checksum);
            Assert.Equal(entry.Documents, corpus.Documents.Count);
            Assert.Equal(entry.TextBytes, corpus.Documents.Sum(document => (long)System.Text.Encoding.UTF8.GetByteCount(document.Text)));
            Assert.Empty(Directory.EnumerateDirectories(_folder.Path, ".fetch-*"));
        }
    }

    public void Dispose() => _folder.Dispose();
}
