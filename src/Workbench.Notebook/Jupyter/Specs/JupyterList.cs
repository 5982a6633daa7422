using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>A kernelspec of the Workbench.</summary>
/// <param name="Name">The kernelspec's name.</param>
/// <param name="Folder">The kernelspec's folder.</param>
/// <param name="Program">The program that the kernelspec starts.</param>
/// <param name="Version">The version of the Workbench that installed the kernelspec.</param>
/// <param name="Problem">Why the kernel cannot start; null without a problem.</param>
public sealed record ListedSpec(string Name, string Folder, string? Program, string? Version, string? Problem);

/// <summary>Lists the Workbench's kernelspecs in all folders where Jupyter looks.</summary>
/// <param name="host">The environment.</param>
public sealed class JupyterList(HostEnvironment host) : Operation<string?, IReadOnlyList<ListedSpec>>
{
    private readonly Option<string?> _prefix = new("--prefix")
    {
        Description = "Also look under this prefix: DIR/share/jupyter",
        HelpName = "dir",
    };

    /// <inheritdoc/>
    public override string Name => "list";

    /// <inheritdoc/>
    public override string Summary => "List where the kernel is installed and whether it can start";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("jupyter list", "in all folders where Jupyter looks"), new("jupyter list --json", "for a script")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_prefix);
    }

    /// <inheritdoc/>
    public override string? Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return parsed.GetValue(_prefix);
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<ListedSpec>> RunAsync(
        string? options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    ) => Task.FromResult(Find(options));

    /// <summary>The installed kernelspecs.</summary>
    /// <param name="prefix">An additional prefix to look under; null for none.</param>
    internal IReadOnlyList<ListedSpec> Find(string? prefix)
    {
        var folders = new JupyterFolders(host);
        var places = prefix is null ? folders.All : [.. folders.All.Append(folders.Of(prefix)).Distinct()];
        return
        [
            .. from place in places.Select(JupyterFolders.Kernels)
            where Directory.Exists(place)
            from folder in Directory.EnumerateDirectories(place).Order(StringComparer.Ordinal)
            let seen = KernelSpec.Look(folder)
            where seen.Ours
            select new ListedSpec(Path.GetFileName(folder), folder, seen.Program, seen.Version, Problem(seen.Program)),
        ];
    }

    private static string? Problem(string? program) =>
        program is null ? $"the kernelspec names no program; run {new CommandRef("jupyter install")} again"
        : !File.Exists(program) ? $"the kernelspec's program does not exist; run {new CommandRef("jupyter install")} in the current clone"
        : null;
}
