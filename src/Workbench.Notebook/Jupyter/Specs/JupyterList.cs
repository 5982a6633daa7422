using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>A kernelspec of the Workbench.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Program">What it starts.</param>
/// <param name="Version">Of the Workbench that installed it.</param>
/// <param name="Problem">Why it will not start; null when nothing is wrong.</param>
public sealed record ListedSpec(string Name, string Folder, string? Program, string? Version, string? Problem);

/// <summary>Lists the Workbench's kernelspecs wherever Jupyter looks for some.</summary>
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
    public override string Summary => "List where the kernel is installed, and whether it can start";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("jupyter list", "wherever Jupyter looks"), new("jupyter list --json", "for a script")];

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

    /// <summary>What is installed.</summary>
    /// <param name="prefix">A prefix to look under besides; null for none.</param>
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
        program is null ? $"it names no program; run {new CommandRef("jupyter install")} again"
        : !File.Exists(program)
            ? $"the program that it starts is gone; run {new CommandRef("jupyter install")} in the clone that you use now"
        : null;
}
