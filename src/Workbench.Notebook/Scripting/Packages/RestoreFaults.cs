using System.Text.RegularExpressions;

namespace Workbench.Notebook.Scripting.Packages;

/// <summary>Converts the output of a failed restore to one fault per package.</summary>
internal static partial class RestoreFaults
{
    private const string Feeds = "~/.nuget/NuGet/NuGet.Config lists the feeds.";

    /// <summary>The faults; empty when every requested package was restored.</summary>
    /// <param name="requests">The requested packages.</param>
    /// <param name="code">The exit code of dotnet restore.</param>
    /// <param name="output">The output of dotnet restore.</param>
    internal static IReadOnlyList<Fault> Of(IReadOnlyList<AskedPackage> requests, int code, string output)
    {
        var messages = Line()
            .Matches(output)
            .Select(static one => (Code: one.Groups["code"].Value, Text: one.Groups["message"].Value.Trim()))
            .Distinct()
            .ToList();
        // NuGet only warns (NU1603) when it replaces a missing version by the next one; here that is an error, because the code requests a
        // specific version.
        List<Fault> faults = [.. from one in messages where one.Code == "NU1603" from fault in Replaced(requests, one.Text) select fault];
        if (code == 0)
            return faults;
        faults.AddRange(
            messages
                .Where(static one => one.Code is not "NU1603" and not "NU1102" and not "NU1103")
                .Select(one => FaultOf(requests, one.Code, one.Text))
        );
        faults.AddRange(requests.Select(one => Missing(one, messages)).OfType<Fault>());
        // Errors about a missing dependency match no requested package.
        if (faults.Count == 0)
            faults.AddRange(messages.Select(one => new Fault("the packages cannot be restored", $"{one.Code}: {one.Text}", null, Feeds)));
        return faults.Count > 0
            ? [.. faults.Distinct()]
            :
            [
                new(
                    "the packages cannot be restored",
                    string.Join("; ", requests.Select(static one => one.Package)),
                    NextStep: output.Trim()
                ),
            ];
    }

    private static Fault FaultOf(IReadOnlyList<AskedPackage> requests, string code, string text)
    {
        var about = requests.FirstOrDefault(one => Names(text, one.Package.Name));
        return code == "NU1101"
            ? new(
                "the package feed has no such package",
                about?.Package.Name ?? text,
                NextStep: $"Check the name; {Feeds}",
                Path: Place(about)
            )
            : new("the packages cannot be restored", $"{code}: {text}", Path: Place(about));
    }

    private static IEnumerable<Fault> Replaced(IReadOnlyList<AskedPackage> requests, string text) =>
        from one in requests
        where text.StartsWith($"cell depends on {one.Package.Name} ", StringComparison.OrdinalIgnoreCase)
        let next = Resolved().Match(text).Groups["version"].Value
        select NoVersion(one, $"{next} is the next available version", next);

    // "Unable to find package NAME with version (>= 9.0.0)", and for each feed "- Found 10 version(s) in FEED [ Nearest version: 8.0.1 ]".
    private static Fault? Missing(AskedPackage request, IReadOnlyList<(string Code, string Text)> messages)
    {
        var at = messages
            .Index()
            .FirstOrDefault(
                one =>
                    one.Item.Code is "NU1102" or "NU1103"
                    && one.Item.Text.StartsWith("Unable to find", StringComparison.Ordinal)
                    && Names(one.Item.Text, request.Package.Name),
                (Index: -1, Item: default)
            )
            .Index;
        if (at < 0)
            return null;
        var found = messages
            .Skip(at + 1)
            .TakeWhile(static one => one.Text.StartsWith("- ", StringComparison.Ordinal))
            .Select(static one => one.Text[2..].TrimStart().Replace("version(s)", "versions", StringComparison.Ordinal))
            .ToList();
        var nearest = found.Select(static one => Nearest().Match(one)).FirstOrDefault(static one => one.Success)?.Groups["version"].Value;
        return NoVersion(request, found.Count > 0 ? string.Join("; ", found) : null, nearest);
    }

    private static Fault NoVersion(AskedPackage request, string? served, string? version) =>
        new(
            "the package feed has no such version",
            $"{request.Package}",
            served,
            version is null ? Feeds : $"Write #r \"nuget: {request.Package.Name}, {version}\".",
            Place(request)
        );

    private static string? Place(AskedPackage? request) => request is { Place.Length: > 0 } ? request.Place : null;

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
