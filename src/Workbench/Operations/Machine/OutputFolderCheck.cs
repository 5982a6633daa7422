namespace Workbench.Operations;

/// <summary>Whether results can be written, asked before anything is computed.</summary>
internal static class OutputFolderCheck
{
    /// <summary>Refuses folders that cannot be written or are too full; all of them at once.</summary>
    /// <param name="places">Folder, the option that names it, and the bytes it will need; null is no place.</param>
    public static void Require(params ReadOnlySpan<(string Folder, string Option, long Bytes)?> places)
    {
        var faults = new List<Fault>();
        foreach (var place in places)
        {
            if (place is not var (folder, option, bytes))
                continue;
            if (File.Exists(folder))
                faults.Add(new("a folder is needed here, and there is a file", folder, null, $"Choose another with {option}.", option));
            else if (!FolderInspection.CanWrite(folder))
                faults.Add(new("the folder must be writable", folder, null, $"Make it writable, or choose another with {option}.", option));
            else if (FolderInspection.FreeBytes(folder) is { } free && free < bytes)
                faults.Add(
                    new(
                        "there must be room for the results",
                        $"{Sizes.Bytes(free)} free at {folder}",
                        $"at least {Sizes.Bytes(bytes)}",
                        $"Free some space, or choose another folder with {option}.",
                        option
                    )
                );
        }
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
    }

    /// <summary>
    /// The ledger's place; null for a ledger that can only be read: what it has is answered from it, and what computes is refused by the
    /// ledger itself.
    /// </summary>
    public static (string Folder, string Option, long Bytes)? Ledger(string folder, long bytes) =>
        Directory.Exists(Path.Combine(folder, "runs")) && !FolderInspection.CanWrite(folder) ? null : (folder, "--ledger", bytes);
}
