using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>A variable of the session, as help shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Value">What it holds now.</param>
internal sealed record LanguageVariable(string Name, Type? Type, object? Value);

/// <summary>
/// What the language service sees of a session: a value, so that a cell that runs meanwhile changes nothing under its hands.
/// </summary>
/// <param name="Last">The compilation of the last submission that ran, at the end of its chain; null before the first.</param>
/// <param name="References">What a next submission refers to.</param>
/// <param name="Imports">The namespaces, types (<c>static …</c>) and aliases that every submission imports.</param>
internal sealed record LanguageState(CSharpCompilation? Last, ImmutableArray<MetadataReference> References, ImmutableArray<string> Imports)
{
    /// <summary>The folder that relative paths of <c>#r</c> and <c>#load</c> start from; null completes no paths.</summary>
    public string? Folder { get; init; }

    /// <summary>How cells are compiled; the resolvers of <c>#r</c> and <c>#load</c> are among it.</summary>
    public CSharpCompilationOptions Options { get; init; } = Last?.Options ?? new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    /// <summary>Looks at a variable.</summary>
    public Func<string, LanguageVariable?> Variable { get; init; } = static _ => null;

    /// <summary>Whether the next cell would be compiled onto the same.</summary>
    public bool IsSameChain(LanguageState other) =>
        Last == other.Last
        && Options.Equals(other.Options)
        && References.SequenceEqual(other.References)
        && Imports.SequenceEqual(other.Imports);

    /// <summary>A session as it is now.</summary>
    public static LanguageState Of(CSharpSession session) =>
        new(session.Last, [.. session.References], [.. session.Imports])
        {
            Folder = session.Settings.Folder,
            Options = session.Options,
            Variable = name => session.Find(name) is { } variable ? new LanguageVariable(name, variable.Type, variable.Value) : null,
        };
}
