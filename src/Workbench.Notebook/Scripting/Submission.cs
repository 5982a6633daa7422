using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting;

/// <summary>A piece of C# that ran and declared something that later pieces see: variables, types, methods, imports.</summary>
/// <param name="Slot">Its place in the chain, from 1.</param>
/// <param name="Code">Its text.</param>
/// <param name="Assembly">What it was compiled to.</param>
/// <param name="Image">The assembly's bytes: another process loads the images of a chain in order.</param>
/// <param name="Compilation">What the compiler knows of it.</param>
public sealed record Submission(int Slot, string Code, Assembly Assembly, ImmutableArray<byte> Image, CSharpCompilation Compilation)
{
    /// <summary>Assemblies outside of the chain that it was compiled against by <c>#r</c>, as files.</summary>
    public IReadOnlyList<string> References { get; init; } = [];
}
