namespace Workbench.Notebook.Scripting.Packages;

/// <summary>A package that a cell asked for: <c>#r "nuget: Name, Version"</c>.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">As NuGet writes versions and ranges; "*" is the newest.</param>
internal sealed record PackageRequest(string Name, string Version)
{
    private const string Prefix = "nuget:";

    /// <summary>Reads the text of a reference; null when it does not name a package.</summary>
    /// <exception cref="InvalidInputException">It does, but not well.</exception>
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
                "a package is named with its version",
                reference,
                "#r \"nuget: Name, Version\"; without a version the newest is taken"
            );
        return new(parts[0], parts.Length > 1 ? parts[1] : "*");
    }

    /// <summary>Does the version depend on what the feed has today?</summary>
    internal bool IsFloating => Version.Contains('*', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}, {Version}";
}
