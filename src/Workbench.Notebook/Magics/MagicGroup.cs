using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>A group of magics with a common first word: <c>#!runs list</c>.</summary>
/// <param name="group">The group of operations.</param>
/// <param name="parts">The subcommands.</param>
internal sealed class MagicGroup(OperationGroup group, IReadOnlyList<Magic> parts) : Magic
{
    public override string Name => group.Name;

    internal override bool IsOperation => true;

    public override string Summary => Usual is null ? group.Summary : $"{group.Summary}; the default is {Usual}";

    public override IReadOnlyList<Example> Examples => group.Examples;

    public override IReadOnlyList<Magic> Parts => parts;

    public override string? Usual => group.Usual;

    public override void Define(Command command) { }

    public override Task RunAsync(MagicCall call) => throw new InvalidOperationException("a group cannot run; only its subcommands can");
}
