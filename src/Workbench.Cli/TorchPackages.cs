using Workbench.Kernels.Runtime;
using Workbench.Notebook.Scripting;
using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Cli;

/// <summary>
/// TorchSharp's and libtorch's native libraries for a program that is installed without them, as a .NET tool is: half a gigabyte, fetched
/// into the user's NuGet packages folder when they are needed for the first time.
/// </summary>
/// <param name="cache">Where the result of a restore is kept.</param>
/// <param name="say">Told before anything is downloaded.</param>
internal sealed class TorchPackages(string cache, Action<string> say)
{
    private readonly PackageRestore _restore = new(cache);

    /// <summary>The folders of the native libraries.</summary>
    /// <param name="mayFetch">Whether they may be downloaded; otherwise only those that an earlier download left are given.</param>
    /// <exception cref="TorchRuntimeException">They cannot be downloaded.</exception>
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
                $"libtorch is not installed, and NuGet does not give it: {string.Join(" ", failed.Faults)} The packages are "
                    + $"{names}; the same command tries again.",
                failed
            );
        }
    }
}
