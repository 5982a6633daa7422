using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>A kernelspec that is gone.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">Where it was.</param>
/// <param name="Kept">Files in it that are not ours and stay; usually none.</param>
public sealed record UninstalledSpec(string Name, string Folder, IReadOnlyList<string> Kept);

/// <summary>Removes what <see cref="JupyterInstall"/> has installed, and nothing else.</summary>
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
        [new("jupyter uninstall", "what jupyter install has installed"), new("jupyter uninstall --prefix /usr/local", "from there")];

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
                $"See what is installed: {new CommandRef("jupyter list")}"
            );
        if (!KernelSpec.Look(folder).Ours)
            throw new InvalidInputException(
                "this kernelspec is another program's",
                folder,
                null,
                $"See which are the Workbench's: {new CommandRef("jupyter list")}"
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
                        "Do it with the rights of the folder's owner"
                    ),
                ],
                error
            );
        }
    }
}
