using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting;

/// <summary>A submission with declarations that later ones see: variables, types, methods, imports.</summary>
/// <param name="Slot">The position in the chain, from 1.</param>
/// <param name="Code">The code.</param>
/// <param name="Assembly">The compiled assembly.</param>
/// <param name="Image">The assembly's bytes. Another process loads the images of a chain in order.</param>
/// <param name="Compilation">The compilation.</param>
public sealed record Submission(int Slot, string Code, Assembly Assembly, ImmutableArray<byte> Image, CSharpCompilation Compilation)
{
    /// <summary>The files of assemblies referenced by <c>#r</c>.</summary>
    public IReadOnlyList<string> References { get; init; } = [];
}
