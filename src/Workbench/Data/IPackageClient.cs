namespace Workbench.Data;

/// <summary>Brings a package of a registry onto the machine.</summary>
public interface IPackageClient
{
    /// <summary>Downloads a package without installing it.</summary>
    /// <param name="package">Its name.</param>
    /// <param name="version">Its exact version.</param>
    /// <param name="folder">An empty folder to put the archive in.</param>
    /// <param name="cancellation">Stops the download.</param>
    /// <returns>The path of the .tgz archive, whose entries stand under "package/".</returns>
    /// <exception cref="InvalidInputException">The client is missing, the network is not there, or there is no such package.</exception>
    string Download(string package, string version, string folder, CancellationToken cancellation);
}
