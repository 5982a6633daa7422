using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>An installed kernelspec.</summary>
/// <param name="Name">The kernelspec's name.</param>
/// <param name="Folder">The kernelspec's folder.</param>
/// <param name="Program">The program that the kernelspec starts.</param>
/// <param name="Replaced">Whether an older kernelspec of the Workbench was replaced.</param>
public sealed record InstalledSpec(string Name, string Folder, string Program, bool Replaced);

/// <summary>Installs the kernelspec for Jupyter, JupyterLab and VS Code. Does not need Python.</summary>
/// <param name="host">The environment: program, folders, environment variables.</param>
public sealed class JupyterInstall(HostEnvironment host) : Operation<KernelSpecLocation, InstalledSpec>
{
    private readonly KernelSpecLocationOptions _place = new();

    /// <inheritdoc/>
    public override string Name => "install";

    /// <inheritdoc/>
    public override string Summary => $"Install the kernel \"{KernelSpec.DisplayName}\" for Jupyter and VS Code";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("jupyter install", "for the current user"),
            new("jupyter install --prefix /usr/local", "for all users of this machine"),
            new("jupyter install --sys-prefix", "into the active Python environment"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command) => _place.AddTo(command);

    /// <inheritdoc/>
    public override KernelSpecLocation Bind(ParseResult parsed) => _place.Bind(parsed);

    /// <inheritdoc/>
    public override Task<InstalledSpec> RunAsync(
        KernelSpecLocation options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = KernelSpecLocationOptions.Folder(options, host);
        var exists = Directory.Exists(folder);
        if (exists && !KernelSpec.Look(folder).Ours)
            throw new InvalidInputException(
                "a kernelspec of another program has this name",
                folder,
                null,
                "Choose another name with --name, or remove the other kernelspec first"
            );
        var temporary = Path.Combine(Path.GetDirectoryName(folder)!, $".{options.Name}.{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(temporary);
            foreach (var (name, bytes) in KernelSpec.Files(host))
                File.WriteAllBytes(Path.Combine(temporary, name), bytes);
            // A folder cannot be renamed over another: move the old folder away first, and back if the second rename fails.
            var old = $"{temporary}.old";
            if (exists)
                Directory.Move(folder, old);
            try
            {
                Directory.Move(temporary, folder);
            }
            catch when (exists)
            {
                Directory.Move(old, folder);
                throw;
            }
            if (exists)
                Directory.Delete(old, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            throw new InvalidInputException(
                [
                    new Fault(
                        $"the kernelspec cannot be written: {error.Message}",
                        folder,
                        "a writable folder",
                        "Install for the current user (without --prefix), or as the folder's owner"
                    ),
                ],
                error
            );
        }
        return Task.FromResult(new InstalledSpec(options.Name, folder, KernelSpec.Look(folder).Program!, exists));
    }
}
