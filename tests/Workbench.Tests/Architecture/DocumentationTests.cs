using System.Text.RegularExpressions;
using Workbench.Configuration;

namespace Workbench.Tests.Architecture;

/// <summary>What the documents say must be there.</summary>
public partial class DocumentationTests
{
    [Fact]
    public void Paths_in_the_readme_exist()
    {
        var readme = Clone.Read("README.md");
        var paths = Ticked().Matches(readme).Concat(Linked().Matches(readme)).Select(match => match.Groups[1].Value.TrimEnd('/')).Distinct().ToList();
        Assert.NotEmpty(paths);
        var missing = paths.Where(path => !File.Exists(Clone.In(path)) && !Directory.Exists(Clone.In(path))).ToList();
        Assert.Equal([], missing);
    }

    [Fact]
    public void Variants_and_their_parameters_are_documented()
    {
        var bare = from family in Variants.Families
                   where family.Assembly == typeof(Variants).Assembly
                   from variant in Variants.Of(family)
                   where !variant.AtRunTime
                   from one in variant.Parameters.Select(parameter => (Name: $"{variant.Name}:{parameter.Name}", parameter.Summary)).Prepend((variant.Name, variant.Summary))
                   where one.Summary.Length == 0
                   select $"{Variants.NameOfFamily(family)} {one.Name}";
        Assert.Empty(bare);
    }

    [Fact]
    public void Files_split_at_600_lines()
    {
        var long_ = Directory.EnumerateFiles(Clone.In("src"), "*.cs", SearchOption.AllDirectories).Where(path => File.ReadLines(path).Count() > 600);
        Assert.Empty(long_);
    }

    // `src/Workbench`, `docs/decisions.md`: things of this clone, in ticks.
    [GeneratedRegex("`((?:src|docs|tests|build|bench|notebooks|experiments|\\.ci)/[^` *<]*)`")]
    private static partial Regex Ticked();

    [GeneratedRegex("\\]\\((?!https?:|#)([^)]+)\\)")]
    private static partial Regex Linked();
}
