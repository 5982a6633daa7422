using Workbench.Kernels.Runtime;
using Workbench.Notebook.Scripting;
using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Cli;

/// <summary>
/// Downloads the native libraries of TorchSharp and libtorch (half a gigabyte) into the user's NuGet packages folder on first use, for an
/// installation without them, such as the .NET tool.
/// </summary>
/// <param name="cache">The cache folder for the result of a restore.</param>
/// <param name="say">Receives a message before a download.</param>
internal sealed class TorchPackages(string cache, Action<string> say)
{
    private readonly PackageRestore _restore = new(cache);

    /// <summary>The folders of the native libraries.</summary>
    /// <param name="mayFetch">Whether to download missing libraries; false returns only those downloaded before.</param>
    /// <exception cref="TorchRuntimeException">The download failed.</exception>
    public IReadOnlyList<string> Folders(bool mayFetch)
    {
        List<PackageRequest> packages = [.. TorchRuntime.Packages.Select(one => new PackageRequest(one.Key, one.Value))];
        var names = string.Join(" and ", packages.Select(one => $"{one.Name} {one.Version}"));
        try
        {
            var restored = _restore.Kept(packages);
            if (restored is null && mayFetch)
            {
                say($"workbench: fetching {names} from NuGet (half a gigabyte unpacked; once)");
                restored = _restore
                    .RunAsync([.. packages.Select(one => new AskedPackage(one, ""))], _ => { }, CancellationToken.None)
                    .GetAwaiter()
                    .GetResult();
            }
            return [.. (restored?.Natives ?? []).Select(file => Path.GetDirectoryName(file)!).Distinct()];
        }
        catch (InvalidInputException failed)
        {
            throw new TorchRuntimeException(
                $"libtorch is not installed, and the download from NuGet failed: {string.Join(" ", failed.Faults)} The packages are "
                    + $"{names}; run the same command to try again.",
                failed
            );
        }
    }
}
