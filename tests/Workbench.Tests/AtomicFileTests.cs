namespace Workbench.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    [Fact]
    public void A_write_that_fails_leaves_what_was_there()
    {
        var path = _temporary.Write("file", "old");
        Assert.Throws<IOException>(() =>
            AtomicFile.Write(
                path,
                stream =>
                {
                    stream.Write("half"u8);
                    throw new IOException("no space left");
                }
            )
        );
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFiles(_temporary.Path));
    }

    [Fact]
    public void What_is_asked_for_gets_its_folder()
    {
        var path = _temporary.File("a/b/file");
        AtomicFile.Save(path, "é");
        Assert.Equal("é"u8, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_temporary.File("a/b")));
    }

    [Fact]
    public void A_folder_in_its_place_is_refused()
    {
        var path = _temporary.File("folder");
        Directory.CreateDirectory(path);
        var error = Assert.Throws<InvalidInputException>(() => AtomicFile.Save(path, "text", "Choose another name"));
        Assert.Matches(
            @"^the file cannot be written: .+ \(got .+folder\); allowed: a folder that may be written to and has room\. Choose another name$",
            error.Message
        );
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_temporary.Path));
    }

    public void Dispose() => _temporary.Dispose();
}
