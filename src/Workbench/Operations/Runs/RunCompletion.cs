using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>Offers the ledger's runs where one is to be named, newest first.</summary>
internal static class RunCompletion
{
    /// <summary>Digits of an identity that are offered: those that lists show.</summary>
    private const int Digits = 12;

    /// <summary>Lets the argument offer runs.</summary>
    /// <param name="argument">It names a run, or several.</param>
    /// <param name="ledger">The option that names another ledger than the usual one.</param>
    /// <param name="host">Where the ledger is.</param>
    public static void Offer(Argument argument, Option<string?> ledger, HostEnvironment host)
    {
        ArgumentNullException.ThrowIfNull(argument);
        // Without a name of its own, help would call it by all that it offers.
        argument.HelpName ??= argument.Name;
        argument.CompletionSources.Add(context => Newest(context.ParseResult?.GetValue(ledger), host));
    }

    private static IEnumerable<CompletionItem> Newest(string? asked, HostEnvironment host)
    {
        var services = new WorkbenchServices(host);
        try
        {
            // Looking makes nothing: no ledger is an empty one.
            if (!Directory.Exists(services.LedgerFolder(asked)))
                return [];
            using var ledger = services.OpenLedger(asked);
            return [.. ledger.List().DistinctBy(run => run.Id).Select(Item)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException or InvalidInputException)
        {
            // Who wants to know what is wrong with the ledger asks for more than a word.
            return [];
        }
    }

    private static CompletionItem Item(RunListing run, int place)
    {
        var metric = run.FinalMetric is { } final ? string.Create(CultureInfo.InvariantCulture, $", {run.Metric} {final:0.0000}") : "";
        return new(
            run.Id[..Math.Min(Digits, run.Id.Length)],
            sortText: place.ToString("D8", CultureInfo.InvariantCulture),
            detail: $"{run.State.ToString().ToLowerInvariant()}{metric}, seed {run.Seed}: {run.Summary}"
        );
    }
}
