namespace Workbench.Data;

/// <summary>Downloads packages from a registry.</summary>
public interface IPackageClient
{
    /// <summary>Downloads a package without installing it.</summary>
    /// <param name="package">The package's name.</param>
    /// <param name="version">The exact version.</param>
    /// <param name="folder">An empty folder for the archive.</param>
    /// <param name="cancellation">Stops the download.</param>
    /// <returns>The path of the archive: npm's .tgz, whose entries are under "package/", or NuGet's .nupkg, a zip file.</returns>
    /// <exception cref="InvalidInputException">The client is not installed, the registry is unreachable, or the package does not
    /// exist.</exception>
    string Download(string package, string version, string folder, CancellationToken cancellation);
}
