using System.IO.Compression;
using System.Text;
using Workbench.Data;

namespace Workbench.Tests.Data;

public sealed class CorpusFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static byte[] Zipped(string text)
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
    [InlineData("cut.gz", "the data file is not a complete gzip file")]
    [InlineData("plain.gz", "the data file is not a complete gzip file")]
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

    [Fact]
    public void Members_and_padding_do_not_change_what_the_text_is()
    {
        var plain = CorpusFile.Read(_folder.Write("a.txt", "one text\nof two parts\n"));
        var members = CorpusFile.Read(
            _folder.Write("b.txt.gz", [.. Zipped("one text\n"), .. Zipped("of two parts\n"), .. Zipped(""), .. new byte[512]])
        );
        Assert.Equal(plain.Checksum, members.Checksum);
    }

    [Theory]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-16BE", "UTF-16")]
    [InlineData("utf-32", "UTF-32")]
    [InlineData("utf-32BE", "UTF-32")]
    public void A_wide_text_is_called_what_it_is_with_the_line_that_mends_it(string encoding, string name)
    {
        var wide = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. wide.GetPreamble(), .. wide.GetBytes("a text")];
        var path = _folder.Write("wide.txt", bytes);
        var refused = Assert.Throws<InvalidInputException>(() => CorpusFile.Read(path)).Message;
        Assert.StartsWith($"data: the data file is {name}, as its byte-order mark says (got {path})", refused);
        Assert.EndsWith($"convert it: iconv -f {name} -t UTF-8 '{path}' > '{_folder.File("wide.utf8.txt")}'", refused);
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
            gzip.Write(bytes);
        var zipped = _folder.Write("wide.txt.gz", memory.ToArray());
        Assert.EndsWith(
            $"convert it: gzip -dc < '{zipped}' | iconv -f {name} -t UTF-8 > '{_folder.File("wide.utf8.txt")}'",
            Assert.Throws<InvalidInputException>(() => CorpusFile.Read(zipped)).Message
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pipe_is_read_once_and_whole(bool zipped)
    {
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i}\n"));
        var pipe = _folder.File("pipe");
        var writing = NamedPipe.Give(pipe, zipped ? Zipped(text) : Encoding.UTF8.GetBytes(text));
        var corpus = CorpusFile.Read(pipe);
        await writing;
        Assert.Equal(CorpusFile.Read(_folder.Write("file.txt", text)).Checksum, corpus.Checksum);
    }

    [Theory]
    [InlineData("/dev/zero", "the data file is binary: a zero byte at offset 0")]
    [InlineData("/dev/null", "the data file is empty")]
    public void A_device_is_no_text(string device, string rule)
    {
        Assert.SkipUnless(File.Exists(device), $"there is no {device} here");
        Assert.StartsWith($"data: {rule} (got {device})", Assert.Throws<InvalidInputException>(() => CorpusFile.Read(device)).Message);
    }

    public void Dispose() => _folder.Dispose();
}
