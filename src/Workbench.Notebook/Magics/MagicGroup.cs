using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>Magics that share a word: <c>#!runs list</c>.</summary>
/// <param name="group">The word.</param>
/// <param name="parts">The parts.</param>
internal sealed class MagicGroup(OperationGroup group, IReadOnlyList<Magic> parts) : Magic
{
    public override string Name => group.Name;

    internal override bool IsOperation => true;

    public override string Summary => Usual is null ? group.Summary : $"{group.Summary}; alone it means {Usual}";

    public override IReadOnlyList<Example> Examples => group.Examples;

    public override IReadOnlyList<Magic> Parts => parts;

    public override string? Usual => group.Usual;

    public override void Define(Command command) { }

    public override Task RunAsync(MagicCall call) => throw new InvalidOperationException("a group is never run: a part of it is");
}
