using System.CommandLine;

namespace Workbench.Operations;

/// <summary>Options that several operations have, described once.</summary>
internal static class SharedOptions
{
    public static Option<string?> Ledger() => new("--ledger")
    {
        Description = "Folder of the ledger of runs [default: $XDG_DATA_HOME/workbench/ledger]",
        HelpName = "folder",
    };
}
