using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>Magics that share a word: <c>#!runs list</c>.</summary>
/// <param name="group">The word.</param>
/// <param name="usual">The part that the word alone means; null when one must be named.</param>
/// <param name="parts">The parts.</param>
internal sealed class MagicGroup(OperationGroup group, string? usual, params IReadOnlyList<Magic> parts) : Magic
{
    public override string Name => group.Name;

    internal override bool IsOperation => true;

    public override string Summary => usual is null ? group.Summary : $"{group.Summary}; alone it means {usual}";

    // Not every command of a group need be a magic.
    public override IReadOnlyList<Example> Examples => [.. group.Examples.Where(example => parts.Any(part => example.Line.StartsWith($"{Name} {part.Name}", StringComparison.Ordinal)))];

    public override IReadOnlyList<Magic> Parts => parts;

    public override string? Usual => usual;

    public override void Define(Command command) { }

    public override Task RunAsync(MagicCall call) => throw new InvalidOperationException("a group is never run: a part of it is");
}
