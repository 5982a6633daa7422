namespace Workbench.Notebook.Scripting.Packages;

/// <summary>A requested package: <c>#r "nuget: Name, Version"</c>.</summary>
/// <param name="Name">The package id.</param>
/// <param name="Version">A NuGet version or version range; "*" is the newest version.</param>
internal sealed record PackageRequest(string Name, string Version)
{
    private const string Prefix = "nuget:";

    /// <summary>Parses the text of a reference; null when it does not start with "nuget:".</summary>
    /// <exception cref="InvalidInputException">The package reference is malformed.</exception>
    internal static PackageRequest? Parse(string reference)
    {
        if (!reference.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        var parts = reference.Trim()[Prefix.Length..].Split(',', StringSplitOptions.TrimEntries);
        if (
            parts is not ([{ Length: > 0 }] or [{ Length: > 0 }, { Length: > 0 }])
            || !parts.All(static part => part.All(static c => char.IsAsciiLetterOrDigit(c) || ".-_*+[]()".Contains(c)))
        )
            throw new InvalidInputException(
                "a package reference must be a name and a version",
                reference,
                "#r \"nuget: Name, Version\"; without a version the newest one"
            );
        return new(parts[0], parts.Length > 1 ? parts[1] : "*");
    }

    /// <summary>Whether the version floats, so that it depends on the current state of the feed.</summary>
    internal bool IsFloating => Version.Contains('*', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}, {Version}";
}
