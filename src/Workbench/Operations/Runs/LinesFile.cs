using Workbench.Data;

namespace Workbench.Operations;

/// <summary>A user's file with a text in each line.</summary>
internal static class LinesFile
{
    /// <summary>The lines; none without a file.</summary>
    /// <param name="host">Resolves the path.</param>
    /// <param name="file">The file; null for none.</param>
    /// <param name="option">The option that names it, for errors.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or has an empty line.</exception>
    public static IReadOnlyList<string> Read(HostEnvironment host, string? file, string option)
    {
        if (file is null)
            return [];
        string[] lines;
        try
        {
            lines = CorpusFile.Read(host.Resolve(file)).Documents[0].Text.TrimEnd('\n').Split('\n');
        }
        catch (InvalidInputException unreadable)
        {
            throw new InvalidInputException([.. unreadable.Faults.Select(fault => fault with { Path = option })], unreadable);
        }
        var empty = Array.FindIndex(lines, string.IsNullOrWhiteSpace);
        return empty < 0
            ? lines
            : throw new InvalidInputException("a line of the file is empty", $"{file}:{empty + 1}", "a text in each line", null, option);
    }
}
