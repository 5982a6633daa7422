using System.CommandLine;
using Workbench.Ablation;
using Workbench.Configuration;

namespace Workbench.Operations;

/// <summary>Options of <see cref="NewVariant"/>.</summary>
/// <param name="Name">The variant's name: "mine".</param>
/// <param name="Family">The family, or its axis: "position", "ffn".</param>
/// <param name="Folder">The folder to write, absolute.</param>
public sealed record NewVariantOptions(string Name, string Family, string Folder);

/// <summary>A project that was written.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Files">The names of the files in it.</param>
/// <param name="Lines">The next commands: build it, check it, compare it.</param>
public sealed record WrittenProject(string Folder, IReadOnlyList<string> Files, IReadOnlyList<string> Lines);

/// <summary>Writes the project of a plug-in with a variant that works, to start one's own from.</summary>
/// <param name="host">Gives the current folder and the clone.</param>
public sealed class NewVariant(HostEnvironment host) : Operation<NewVariantOptions, WrittenProject>
{
    private readonly Argument<string> _name = new("name")
    {
        Description = "The variant's name on command lines: lower-case letters, digits, -",
    };
    private readonly Option<string> _family = new("--family")
    {
        Description = $"What it is a variant of: {string.Join(", ", VariantProject.Families)}",
        HelpName = "family",
        Required = true,
    };
    private readonly Option<string?> _out = new("--out") { Description = "The folder to write [default: NAME]", HelpName = "folder" };

    /// <inheritdoc/>
    public override string Name => "variant";

    /// <inheritdoc/>
    public override string Summary => "Write the project of a variant of your own, with an example that works and its check";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("new variant mine --family position", "the folder mine, with a position encoding to change")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_name);
        command.Options.Add(_family);
        command.Options.Add(_out);
    }

    /// <inheritdoc/>
    public override NewVariantOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var name = parsed.GetRequiredValue(_name);
        return new(name, parsed.GetRequiredValue(_family), host.Resolve(parsed.GetValue(_out) ?? name));
    }

    /// <inheritdoc/>
    public override Task<WrittenProject> RunAsync(
        NewVariantOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<Fault>();
        var family = VariantProject.FamilyOf(options.Family);
        if (family is null)
            faults.Add(
                new(
                    "a plug-in can bring no variants of this",
                    options.Family,
                    string.Join(", ", VariantProject.Families),
                    Nearest.Question(options.Family, VariantProject.Families),
                    "--family"
                )
            );
        faults.AddRange(
            Variants
                .NameFaults(family is null ? null : VariantProject.TypeOf(family), options.Name)
                .Select(fault => fault with { Path = "name" })
        );
        if (Path.Exists(options.Folder))
            faults.Add(
                new(
                    "there is something at this path already",
                    host.FromHere(options.Folder),
                    null,
                    "Give another folder: --out folder",
                    "--out"
                )
            );
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        var project = new VariantProject(options.Name, family!, options.Folder);
        var files = project.Write(host);
        return Task.FromResult(new WrittenProject(options.Folder, files, project.Commands(host)));
    }
}
