namespace Workbench.Operations;

/// <summary>Checks that results can be written, before anything is computed.</summary>
internal static class OutputFolderCheck
{
    /// <summary>Throws when a folder is not writable or has too little free space. All faults are listed.</summary>
    /// <param name="places">The folder, the option that sets it, and the space it needs in bytes; null entries are skipped.</param>
    public static void Require(params ReadOnlySpan<(string Folder, string Option, long Bytes)?> places)
    {
        var faults = new List<Fault>();
        foreach (var place in places)
        {
            if (place is not var (folder, option, bytes))
                continue;
            if (File.Exists(folder))
                faults.Add(new("the path is a file, not a folder", folder, null, $"Choose another with {option}.", option));
            else if (!FolderInspection.CanWrite(folder))
                faults.Add(new("the folder must be writable", folder, null, $"Make it writable, or choose another with {option}.", option));
            else if (FolderInspection.FreeBytes(folder) is { } free && free < bytes)
                faults.Add(
                    new(
                        "the disk has too little free space for the results",
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
    /// The ledger's folder; null for an existing ledger that is read-only. Its recorded runs can still be reused, and the ledger itself
    /// throws when a new run would have to be written.
    /// </summary>
    public static (string Folder, string Option, long Bytes)? Ledger(string folder, long bytes) =>
        Directory.Exists(Path.Combine(folder, "runs")) && !FolderInspection.CanWrite(folder) ? null : (folder, "--ledger", bytes);
}
