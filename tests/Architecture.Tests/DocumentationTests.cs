using System.Text.RegularExpressions;
using Workbench.Cli;
using Workbench.Configuration;
using Workbench.Notebook.Magics;
using Workbench.Operations;

namespace Workbench.Architecture.Tests;

/// <summary>What the documents say must be there.</summary>
public partial class DocumentationTests
{
    // The changelog names what is gone, too.
    private static IEnumerable<string> Pages =>
        Directory
            .EnumerateFiles(Clone.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Clone.In("docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Clone.Root, path))
            .Where(page => page != "CHANGELOG.md")
            .Order(StringComparer.Ordinal);

    [Fact]
    public void Paths_exist()
    {
        var paths = (
            from page in Pages
            let text = Clone.Read(page)
            from path in Ticked()
                .Matches(text)
                .Select(match => match.Groups[1].Value)
                .Concat(
                    Linked().Matches(text).Select(match => Path.Combine(Path.GetDirectoryName(page)!, match.Groups[1].Value.Split('#')[0]))
                )
            select (Page: page, Path: path.TrimEnd('/'))
        )
            .Distinct()
            .ToList();
        Assert.True(paths.Count > 30, $"only {paths.Count}");
        Assert.Equal([], paths.Where(one => !File.Exists(Clone.In(one.Path)) && !Directory.Exists(Clone.In(one.Path))));
    }

    [Fact]
    public void The_root_has_the_pages_that_a_stranger_looks_for() =>
        Assert.Superset(new HashSet<string> { "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md" }, Pages.ToHashSet());

    [Fact]
    public void The_readme_fits_two_screens()
    {
        var lines = File.ReadAllLines(Clone.In("README.md"));
        Assert.InRange(lines.Length, 30, 90);
        Assert.Equal([], lines.Where(line => line.Length > 120));
    }

    // Old addresses of pages stay in links of others; here no link of ours may name a heading that is gone.
    [Fact]
    public void Headings_that_links_name_exist()
    {
        var links = (
            from page in Pages
            from match in Linked().Matches(Clone.Read(page))
            let parts = match.Groups[1].Value.Split('#')
            where parts.Length == 2
            let target = Path.GetFullPath(
                Path.Combine(Path.GetDirectoryName(Clone.In(page))!, parts[0].Length == 0 ? Path.GetFileName(page) : parts[0])
            )
            select (Page: page, Target: target, Heading: parts[1])
        ).ToList();
        Assert.True(links.Count > 20, $"only {links.Count}");
        Assert.Equal([], links.Where(one => !Headings(one.Target).Contains(one.Heading)).Select(one => $"{one.Page}: {one.Heading}"));
    }

    // As GitHub names them.
    private static IEnumerable<string> Headings(string page) =>
        Heading()
            .Matches(File.ReadAllText(page))
            .Select(match => NoAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [Fact]
    public void Commands_can_be_typed()
    {
        using var shell = new Shell();
        var terminal = new Terminal(
            TextReader.Null,
            TextWriter.Null,
            TextWriter.Null,
            OutIsTerminal: false,
            ErrorIsTerminal: false,
            Width: 100,
            Colour: false
        );
        var program = new WorkbenchCli(shell.HostEnvironment, terminal, Workbench.Notebook.NotebookComposition.CreateInterpreter);
        var lines = (
            from page in Pages
            from line in CommandLine().Matches(Clone.Read(page))
            select (Page: page, Words: MagicTokenizer.Read(Remark().Replace(line.Groups[1].Value, ""), []))
        ).ToList();
        Assert.True(lines.Count > 20, $"only {lines.Count}");
        Assert.Equal(
            [],
            lines.SelectMany(one => ParseErrors.Of(program.Parse(one.Words), CommandSurface.Shell).Select(fault => $"{one.Page}: {fault}"))
        );
        // In a sentence a command may stand without its arguments.
        var named = Pages.SelectMany(page => CommandWord().Matches(Clone.Read(page)).Select(match => match.Groups[1].Value)).Distinct();
        Assert.Equal([], named.Where(word => program.Parse([word]).CommandResult.Command.Name != word));
    }

    [Fact]
    public void Magics_can_be_typed()
    {
        using var shell = new Shell();
        var magics = MagicList.All(shell.HostEnvironment);
        var lines = Pages.SelectMany(page => MagicText().Matches(Clone.Read(page)).Select(match => match.Groups[1].Value)).ToList();
        Assert.True(lines.Count > 5, $"only {lines.Count}");
        Assert.All(
            lines,
            line => Assert.NotNull(MagicLine.Parse(magics, Assert.IsType<MagicPart>(magics.Splitter.Split(line)[0]), []).Magic)
        );
    }

    [Fact]
    public void Variants_and_their_parameters_are_documented()
    {
        var bare =
            from family in Variants.Families
            where family.Assembly == typeof(Variants).Assembly
            from variant in Variants.Of(family)
            where !variant.AtRunTime
            from one in variant
                .Parameters.Select(parameter => (Name: $"{variant.Name}:{parameter.Name}", parameter.Summary))
                .Prepend((variant.Name, variant.Summary))
            where one.Summary.Length == 0
            select $"{Variants.NameOfFamily(family)} {one.Name}";
        Assert.Empty(bare);
    }

    [Fact]
    public void Files_split_at_600_lines()
    {
        var long_ = Directory
            .EnumerateFiles(Clone.In("src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => File.ReadLines(path).Count() > 600);
        Assert.Empty(long_);
    }

    // `src/Workbench`, `docs/decisions.md`: things of this clone, in ticks.
    [GeneratedRegex("`((?:src|docs|tests|build|bench|notebooks|samples|findings|experiments|\\.ci|\\.github|\\.devcontainer)/[^` *<]*)`")]
    private static partial Regex Ticked();

    [GeneratedRegex("\\]\\((?!https?:|#)([^)]+)\\)")]
    private static partial Regex Linked();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoAnchor();

    // A line of a code block, indented or fenced, with a remark behind it or without.
    [GeneratedRegex(@"^(?: {4})?(?:[A-Z_]+=\S+ )*\./workbench (.+)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\s+#\s.*$")]
    private static partial Regex Remark();

    [GeneratedRegex(@"`(?:[A-Z_]+=\S+ )*\./workbench ([a-z]+)")]
    private static partial Regex CommandWord();

    [GeneratedRegex(@"^(?: {4})?(#!(?!workbench).+)$", RegexOptions.Multiline)]
    private static partial Regex MagicText();
}
