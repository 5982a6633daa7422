using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>The folders and times of a run. Its paths and clock readings are no results and may differ between runs.</summary>
/// <param name="folders">Absolute folders of the run; the longest match applies.</param>
/// <param name="ledger">The folder whose files and folders are named by hashes of runs.</param>
/// <param name="begun">The start of the run.</param>
/// <param name="ended">The end of the run.</param>
internal sealed partial class RunPlaces(IEnumerable<string> folders, string ledger, DateTimeOffset begun, DateTimeOffset ended)
{
    // The clocks of file systems and other processes may differ slightly.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);
    private readonly List<string> _folders =
    [
        .. folders.Select(Path.TrimEndingDirectorySeparator).Distinct().OrderByDescending(folder => folder.Length),
    ];
    private static readonly string[] TemporaryFolders = ["/tmp/", "/var/tmp/", "/private/tmp/", "/dev/shm/"];
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
        "MM'/'dd'/'yyyy HH:mm:ss",
        "MM'/'dd'/'yyyy HH:mm:ss zzz",
    ];

    /// <summary>Whether a text is a time during the run, in UTC or local time.</summary>
    public bool IsNow(string text)
    {
        foreach (var zone in new[] { DateTimeStyles.AssumeUniversal, DateTimeStyles.AssumeLocal })
        {
            if (
                DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, zone, out var time)
                && time >= begun - Slack
                && time <= ended + Slack
            )
                return true;
        }
        return false;
    }

    /// <summary>Whether two paths name the same file in the folders of two runs: the parts below the folder must be equal.</summary>
    public bool MayStandFor(string stored, string fresh)
    {
        if (Temporary(stored) is { } before && Temporary(fresh) is { } now && before.Below == now.Below && AreRandom(before.Name, now.Name))
            return true;
        foreach (var folder in _folders)
        {
            if (fresh.TrimEnd('/') == folder)
                return true;
            if (fresh.Length > folder.Length && fresh.StartsWith(folder, StringComparison.Ordinal) && fresh[folder.Length] is '/' or '\\')
                return EndsAlike(stored, fresh[folder.Length..], byHash: folder == ledger);
        }
        return false;
    }

    private static bool EndsAlike(string stored, string rest, bool byHash)
    {
        var (before, now) = (stored.Split('/', '\\'), rest.Split('/', '\\'));
        return before.Length > now.Length - 1
            && Enumerable.Range(1, now.Length - 1).All(i => before[^i] == now[^i] || byHash && AreHashes(before[^i], now[^i]));
    }

    private static bool AreHashes(string stored, string fresh) => Hash().IsMatch(stored) && Hash().IsMatch(fresh);

    /// <summary>The first name below a folder for temporary files, and the rest of the path; null for other paths.</summary>
    private static (string Name, string Below)? Temporary(string path)
    {
        var temp = Path.TrimEndingDirectorySeparator(Path.GetTempPath()) + "/";
        foreach (var folder in TemporaryFolders.Append(temp))
        {
            if (!path.StartsWith(folder, StringComparison.Ordinal))
                continue;
            var below = path[folder.Length..];
            return below.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? (below[..slash], below[slash..]) : (below, "");
        }
        return MacTemporary().Match(path) is { Success: true } mac ? (mac.Groups["name"].Value, mac.Groups["rest"].Value) : null;
    }

    /// <summary>Whether two names differ only in the random characters of tempfile, mkdtemp or .NET.</summary>
    private static bool AreRandom(string stored, string fresh)
    {
        if (RandomName().IsMatch(stored) && RandomName().IsMatch(fresh))
            return true;
        const int length = 6;
        return stored.Length == fresh.Length
            && stored.Length > length
            && stored[..^length] == fresh[..^length]
            && RandomEnd().IsMatch(stored[^length..])
            && RandomEnd().IsMatch(fresh[^length..]);
    }

    [GeneratedRegex("^(?=.*[a-f])(?=.*[0-9])(?:[0-9a-f]{12}|[0-9a-f]{64})$")]
    private static partial Regex Hash();

    [GeneratedRegex(
        @"^(?:tmp(?=[a-z0-9_]*[a-z])[a-z0-9_]{8}|tmp[A-Za-z0-9]{6}\.tmp|"
            + @"(?=[a-z0-9.]*[a-z])[a-z0-9]{8}\.[a-z0-9]{3}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
    )]
    private static partial Regex RandomName();

    // mkdtemp's six letters and digits. Requires both cases: a lower-case word or a number may be a meaningful name.
    [GeneratedRegex("^(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9]{6}$")]
    private static partial Regex RandomEnd();

    [GeneratedRegex("^/(?:private/)?var/folders/[^/]+/[^/]+/T/(?<name>[^/]+)(?<rest>/.*)?$")]
    private static partial Regex MacTemporary();
}
