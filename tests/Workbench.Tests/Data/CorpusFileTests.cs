using System.IO.Compression;
using System.Text;
using Workbench.Data;

namespace Workbench.Tests.Data;

public sealed class CorpusFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    static byte[] Zipped(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }

    [Fact]
    public void A_gzipped_text_is_the_text_whatever_it_is_called()
    {
        var plain = CorpusFile.Read(_folder.Write("a.txt", "\uFEFFnaïve\r\ntext"));
        var zipped = CorpusFile.Read(_folder.Write("b.gz", Zipped("naïve\ntext")));
        Assert.Equal("naïve\ntext", Assert.Single(plain.Documents).Text);
        Assert.Equal(plain.Checksum, zipped.Checksum);
    }

    [Theory]
    [InlineData("folder", "the data is a folder")]
    [InlineData("absent.txt", "there is no such data file")]
    [InlineData("empty.txt", "the data file is empty")]
    [InlineData("binary.txt", "the data file is binary: a zero byte at offset 2")]
    [InlineData("latin.txt", "the data file is not UTF-8: an invalid byte at offset 3")]
    [InlineData("cut.gz", "the data file is not a whole gzip file")]
    [InlineData("plain.gz", "the data file is not a whole gzip file")]
    public void What_is_no_text_is_refused_by_name(string name, string rule)
    {
        Directory.CreateDirectory(_folder.File("folder"));
        _folder.Write("empty.txt", "");
        _folder.Write("binary.txt", [65, 66, 0, 67]);
        _folder.Write("latin.txt", [0x61, 0xC3, 0xA9, 0xE9, 0x20]);
        _folder.Write("cut.gz", Zipped(string.Concat(Enumerable.Range(0, 999)))[..200]);
        _folder.Write("plain.gz", "text");
        var path = _folder.File(name);
        var refused = Assert.Throws<InvalidInputException>(() => CorpusFile.Read(path));
        Assert.StartsWith($"data: {rule} (got {path}); allowed: a UTF-8 text file, .txt or .gz", refused.Message);
        Assert.Equal(ExitCode.BadUsage, refused.ExitCode);
    }

    public void Dispose() => _folder.Dispose();
}
