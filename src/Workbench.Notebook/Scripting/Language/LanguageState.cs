using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>A variable of the session, for help.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Type">The variable's type.</param>
/// <param name="Value">The current value.</param>
internal sealed record LanguageVariable(string Name, Type? Type, object? Value);

/// <summary>
/// An immutable snapshot of a session for the language service, so that a running cell does not affect a request in progress.
/// </summary>
/// <param name="Last">The compilation of the last submission; null before the first.</param>
/// <param name="References">The references of the next submission.</param>
/// <param name="Imports">The imports of every submission: namespaces, types (<c>static …</c>) and aliases.</param>
internal sealed record LanguageState(CSharpCompilation? Last, ImmutableArray<MetadataReference> References, ImmutableArray<string> Imports)
{
    /// <summary>The base folder of relative paths in <c>#r</c> and <c>#load</c>; null to complete no paths.</summary>
    public string? Folder { get; init; }

    /// <summary>The compilation options of cells, including the resolvers of <c>#r</c> and <c>#load</c>.</summary>
    public CSharpCompilationOptions Options { get; init; } = Last?.Options ?? new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    /// <summary>Finds a variable by name.</summary>
    public Func<string, LanguageVariable?> Variable { get; init; } = static _ => null;

    /// <summary>Whether the next cell would be compiled with the same chain, references, imports and options.</summary>
    public bool IsSameChain(LanguageState other) =>
        Last == other.Last
        && Options.Equals(other.Options)
        && References.SequenceEqual(other.References)
        && Imports.SequenceEqual(other.Imports);

    /// <summary>A snapshot of a session.</summary>
    public static LanguageState Of(CSharpSession session) =>
        new(session.Last, [.. session.References], [.. session.Imports])
        {
            Folder = session.Settings.Folder,
            Options = session.Options,
            Variable = name => session.Find(name) is { } variable ? new LanguageVariable(name, variable.Type, variable.Value) : null,
        };
}
