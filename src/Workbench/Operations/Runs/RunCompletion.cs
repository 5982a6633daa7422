using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>Completes run arguments with the runs of the ledger, newest first.</summary>
internal static class RunCompletion
{
    /// <summary>The number of digits of an identity, as in lists of runs.</summary>
    private const int Digits = 12;

    /// <summary>Adds completions to an argument.</summary>
    /// <param name="argument">An argument that takes one or more runs.</param>
    /// <param name="ledger">The option that sets the ledger's folder.</param>
    /// <param name="host">Gives the default ledger's folder.</param>
    public static void Offer(Argument argument, Option<string?> ledger, HostEnvironment host)
    {
        ArgumentNullException.ThrowIfNull(argument);
        // Without a HelpName, the help text would list all completions as the argument's name.
        argument.HelpName ??= argument.Name;
        argument.CompletionSources.Add(context => Newest(context.ParseResult?.GetValue(ledger), host));
    }

    private static IEnumerable<CompletionItem> Newest(string? folder, HostEnvironment host)
    {
        var services = new WorkbenchServices(host);
        try
        {
            // Opening a ledger would create its folder.
            if (!Directory.Exists(services.LedgerFolder(folder)))
                return [];
            using var ledger = services.OpenLedger(folder);
            return [.. ledger.List().DistinctBy(run => run.Id).Select(Item)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException or InvalidInputException)
        {
            // A completion cannot report errors; the command itself will.
            return [];
        }
    }

    private static CompletionItem Item(RunListing run, int index)
    {
        var metric = run.FinalMetric is { } final ? string.Create(CultureInfo.InvariantCulture, $", {run.Metric} {final:0.0000}") : "";
        return new(
            run.Id[..Math.Min(Digits, run.Id.Length)],
            sortText: index.ToString("D8", CultureInfo.InvariantCulture),
            detail: $"{run.State.ToString().ToLowerInvariant()}{metric}, seed {run.Seed}: {run.Summary}"
        );
    }
}
