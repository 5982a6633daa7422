using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>A removed kernelspec.</summary>
/// <param name="Name">The kernelspec's name.</param>
/// <param name="Folder">The kernelspec's former folder.</param>
/// <param name="Kept">Other files in the folder, which were kept; usually none.</param>
public sealed record UninstalledSpec(string Name, string Folder, IReadOnlyList<string> Kept);

/// <summary>Removes a kernelspec that <see cref="JupyterInstall"/> installed, and no other file.</summary>
/// <param name="host">The environment.</param>
public sealed class JupyterUninstall(HostEnvironment host) : Operation<KernelSpecLocation, UninstalledSpec>
{
    private readonly KernelSpecLocationOptions _place = new();

    /// <inheritdoc/>
    public override string Name => "uninstall";

    /// <inheritdoc/>
    public override string Summary => "Remove the kernel from Jupyter and VS Code";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("jupyter uninstall", "from the user's folder"), new("jupyter uninstall --prefix /usr/local", "from this prefix")];

    /// <inheritdoc/>
    public override void Define(Command command) => _place.AddTo(command);

    /// <inheritdoc/>
    public override KernelSpecLocation Bind(ParseResult parsed) => _place.Bind(parsed);

    /// <inheritdoc/>
    public override Task<UninstalledSpec> RunAsync(
        KernelSpecLocation options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = KernelSpecLocationOptions.Folder(options, host);
        if (!Directory.Exists(folder))
            throw new InvalidInputException(
                "there is no such kernelspec",
                folder,
                null,
                $"List the installed kernelspecs: {new CommandRef("jupyter list")}"
            );
        if (!KernelSpec.Look(folder).Ours)
            throw new InvalidInputException(
                "this kernelspec belongs to another program",
                folder,
                null,
                $"List the Workbench's kernelspecs: {new CommandRef("jupyter list")}"
            );
        try
        {
            foreach (var (name, _) in KernelSpec.Files(host))
                File.Delete(Path.Combine(folder, name));
            var kept = Directory
                .EnumerateFileSystemEntries(folder)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal)
                .ToList();
            if (kept.Count == 0)
                Directory.Delete(folder);
            return Task.FromResult(new UninstalledSpec(options.Name, folder, kept));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [
                    new Fault(
                        $"the kernelspec cannot be removed: {error.Message}",
                        folder,
                        null,
                        "Remove the kernelspec as the folder's owner"
                    ),
                ],
                error
            );
        }
    }
}
