using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Notebook.Scripting;

/// <summary>A package requested by a directive.</summary>
/// <param name="Package">The package.</param>
/// <param name="Place">The file and line of the directive.</param>
internal sealed record AskedPackage(PackageRequest Package, string Place);

/// <summary>Reads the directives of code and of the scripts that it loads, recursively, before the compilation.</summary>
/// <param name="sources">Resolves <c>#load</c> directives.</param>
/// <param name="folder">The base folder of a cell's relative paths.</param>
internal sealed class LoadedScripts(SourceReferenceResolver sources, string folder)
{
    /// <summary>The packages requested by code, those of loaded scripts first.</summary>
    /// <exception cref="InvalidInputException">Scripts load each other in a circle, contain magics, or have an invalid package
    /// directive.</exception>
    internal IReadOnlyList<AskedPackage> Packages(SyntaxTree tree, CancellationToken cancellation)
    {
        var packages = new List<AskedPackage>();
        Visit(tree, [Path.GetFullPath(tree.FilePath, folder)], [], packages, cancellation);
        return packages;
    }

    private void Visit(
        SyntaxTree tree,
        IReadOnlyList<string> open,
        HashSet<string> seen,
        List<AskedPackage> packages,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        var root = tree.GetCompilationUnitRoot(cancellation);
        foreach (var directive in root.GetLoadDirectives())
        {
            // The compiler reports missing and unreadable files.
            if (sources.ResolveReference(directive.File.ValueText, tree.FilePath) is not { } path)
                continue;
            if (open.Contains(path))
                throw new InvalidInputException(
                    "scripts must not load each other in a circle",
                    Circle(open, path),
                    null,
                    "Move the shared code into a separate script.",
                    Place(tree, directive)
                );
            if (!seen.Add(path) || Read(path, cancellation) is not { } loaded)
                continue;
            RefuseMagics(loaded, directive.File.ValueText, cancellation);
            Visit(loaded, [.. open, path], seen, packages, cancellation);
        }
        foreach (var directive in root.GetReferenceDirectives())
            if (Request(tree, directive) is { } package)
                packages.Add(new(package, Place(tree, directive)));
    }

    private SyntaxTree? Read(string path, CancellationToken cancellation)
    {
        try
        {
            using var stream = sources.OpenRead(path);
            using var reader = new StreamReader(stream);
            return CSharpSyntaxTree.ParseText(reader.ReadToEnd(), SubmissionCompiler.Parse, path, cancellationToken: cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The compiler would silently ignore a magic on the first line.
    private static void RefuseMagics(SyntaxTree loaded, string written, CancellationToken cancellation)
    {
        if (loaded.GetRoot(cancellation).DescendantTrivia().FirstOrDefault(IsMagic) is { RawKind: not 0 } magic)
            throw new InvalidInputException(
                "a script loaded by #load must not contain magics",
                magic.ToString().Trim(),
                null,
                $"#!import {written} supports magics.",
                Place(loaded, magic.GetLocation())
            );
    }

    private static bool IsMagic(SyntaxTrivia trivia) =>
        trivia.GetStructure() is ShebangDirectiveTriviaSyntax { IsActive: true }
        && trivia.ToString() is ['#', '!', var first, ..]
        && char.IsAsciiLetter(first);

    private static PackageRequest? Request(SyntaxTree tree, ReferenceDirectiveTriviaSyntax directive)
    {
        try
        {
            return PackageRequest.Parse(directive.File.ValueText);
        }
        catch (InvalidInputException invalid)
        {
            throw new InvalidInputException([.. invalid.Faults.Select(fault => fault with { Path = Place(tree, directive) })], invalid);
        }
    }

    private static string Circle(IReadOnlyList<string> open, string path) =>
        string.Join(" -> ", open.SkipWhile(one => one != path).Append(path).Select(Path.GetFileName));

    private static string Place(SyntaxTree tree, SyntaxNode node) => Place(tree, node.GetLocation());

    private static string Place(SyntaxTree tree, Location location) =>
        string.Create(CultureInfo.InvariantCulture, $"{tree.FilePath}, line {location.GetLineSpan().StartLinePosition.Line + 1}");
}
