using System.Text.RegularExpressions;

namespace Workbench.Notebook.Scripting.Packages;

/// <summary>What is wrong with a restore: one fault a package, made of NuGet's lines.</summary>
internal static partial class RestoreFaults
{
    private const string Feeds = "~/.nuget/NuGet/NuGet.Config says which feeds are asked.";

    /// <summary>The faults; none when everything that was asked for is there.</summary>
    /// <param name="asked">The packages.</param>
    /// <param name="code">The exit code of dotnet restore.</param>
    /// <param name="output">What it said.</param>
    internal static IReadOnlyList<Fault> Of(IReadOnlyList<AskedPackage> asked, int code, string output)
    {
        var told = Line()
            .Matches(output)
            .Select(static one => (Code: one.Groups["code"].Value, Text: one.Groups["message"].Value.Trim()))
            .Distinct()
            .ToList();
        // NuGet takes the next version in the place of one that is not served, and only warns: another version is not what was written.
        List<Fault> faults = [.. from one in told where one.Code == "NU1603" from fault in Replaced(asked, one.Text) select fault];
        if (code == 0)
            return faults;
        faults.AddRange(
            told.Where(static one => one.Code is not "NU1603" and not "NU1102" and not "NU1103")
                .Select(one => FaultOf(asked, one.Code, one.Text))
        );
        faults.AddRange(asked.Select(one => Missing(one, told)).OfType<Fault>());
        // A dependency that is not served has no line of its own in any cell.
        if (faults.Count == 0)
            faults.AddRange(told.Select(one => new Fault("the packages cannot be restored", $"{one.Code}: {one.Text}", null, Feeds)));
        return faults.Count > 0
            ? [.. faults.Distinct()]
            : [new("the packages cannot be restored", string.Join("; ", asked.Select(static one => one.Package)), NextStep: output.Trim())];
    }

    private static Fault FaultOf(IReadOnlyList<AskedPackage> asked, string code, string text)
    {
        var about = asked.FirstOrDefault(one => Names(text, one.Package.Name));
        return code == "NU1101"
            ? new(
                "the package feed has no such package",
                about?.Package.Name ?? text,
                NextStep: $"Check the name; {Feeds}",
                Path: Place(about)
            )
            : new("the packages cannot be restored", $"{code}: {text}", Path: Place(about));
    }

    private static IEnumerable<Fault> Replaced(IReadOnlyList<AskedPackage> asked, string text) =>
        from one in asked
        where text.StartsWith($"cell depends on {one.Package.Name} ", StringComparison.OrdinalIgnoreCase)
        let next = Resolved().Match(text).Groups["version"].Value
        select NoVersion(one, $"{next} is the next that is served", next);

    // "Unable to find package NAME with version (>= 9.0.0)", and for each feed "- Found 10 version(s) in FEED [ Nearest version: 8.0.1 ]".
    private static Fault? Missing(AskedPackage asked, IReadOnlyList<(string Code, string Text)> told)
    {
        var at = told.Index()
            .FirstOrDefault(
                one =>
                    one.Item.Code is "NU1102" or "NU1103"
                    && one.Item.Text.StartsWith("Unable to find", StringComparison.Ordinal)
                    && Names(one.Item.Text, asked.Package.Name),
                (Index: -1, Item: default)
            )
            .Index;
        if (at < 0)
            return null;
        var found = told.Skip(at + 1)
            .TakeWhile(static one => one.Text.StartsWith("- ", StringComparison.Ordinal))
            .Select(static one => one.Text[2..].TrimStart().Replace("version(s)", "versions", StringComparison.Ordinal))
            .ToList();
        var nearest = found.Select(static one => Nearest().Match(one)).FirstOrDefault(static one => one.Success)?.Groups["version"].Value;
        return NoVersion(asked, found.Count > 0 ? string.Join("; ", found) : null, nearest);
    }

    private static Fault NoVersion(AskedPackage asked, string? served, string? version) =>
        new(
            "the package feed has no such version",
            $"{asked.Package}",
            served,
            version is null ? Feeds : $"Write #r \"nuget: {asked.Package.Name}, {version}\".",
            Place(asked)
        );

    private static string? Place(AskedPackage? asked) => asked is { Place.Length: > 0 } ? asked.Place : null;

    private static bool Names(string text, string package) =>
        Regex.IsMatch(text, $@"(?<![\w.-]){Regex.Escape(package)}(?![\w-]|\.\w)", RegexOptions.IgnoreCase);

    [GeneratedRegex(
        @"(?:error|warning) (?<code>NU\d+): (?<message>[^\n]*?)(?: \[[^\]\n]*\.csproj\])?\r?$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline
    )]
    private static partial Regex Line();

    [GeneratedRegex(@"Nearest version: (?<version>[^\s\]]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Nearest();

    [GeneratedRegex(@" (?<version>\S+) was resolved instead", RegexOptions.ExplicitCapture)]
    private static partial Regex Resolved();
}
