using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>A kernelspec that is there now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Program">What it starts.</param>
/// <param name="Replaced">Whether an older one of ours was there.</param>
public sealed record InstalledSpec(string Name, string Folder, string Program, bool Replaced);

/// <summary>Installs the kernelspec, so that Jupyter, JupyterLab and VS Code offer the kernel. Needs no Python.</summary>
/// <param name="host">The program and the environment.</param>
public sealed class JupyterInstall(HostEnvironment host) : Operation<KernelSpecLocation, InstalledSpec>
{
    private readonly KernelSpecLocationOptions _place = new();

    /// <inheritdoc/>
    public override string Name => "install";

    /// <inheritdoc/>
    public override string Summary => $"Offer the kernel \"{KernelSpec.DisplayName}\" in Jupyter and VS Code";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("jupyter install", "for you alone"),
            new("jupyter install --prefix /usr/local", "for everybody on this machine"),
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
        var there = Directory.Exists(folder);
        if (there && !KernelSpec.Look(folder).Ours)
            throw new InvalidInputException(
                "a kernelspec of another program has this name",
                folder,
                null,
                "Choose another one with --name, or remove that one first"
            );
        var beside = Path.Combine(Path.GetDirectoryName(folder)!, $".{options.Name}.{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(beside);
            foreach (var (name, bytes) in KernelSpec.Files(host))
                File.WriteAllBytes(Path.Combine(beside, name), bytes);
            // A folder cannot be renamed over another; the older one steps aside first, and comes back if that fails.
            var old = $"{beside}.old";
            if (there)
                Directory.Move(folder, old);
            try
            {
                Directory.Move(beside, folder);
            }
            catch when (there)
            {
                Directory.Move(old, folder);
                throw;
            }
            if (there)
                Directory.Delete(old, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
            throw new InvalidInputException(
                [
                    new Fault(
                        $"the kernelspec cannot be written: {error.Message}",
                        folder,
                        "a folder that you may write to",
                        "Install it for you alone (without --prefix), or with the rights of the folder's owner"
                    ),
                ],
                error
            );
        }
        return Task.FromResult(new InstalledSpec(options.Name, folder, KernelSpec.Look(folder).Program!, there));
    }
}
