using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>Checks that what a run's folder says is whole and agrees with itself.</summary>
internal static class RunVerification
{
    /// <summary>What is wrong with a run, as sentences; empty when nothing is.</summary>
    /// <param name="run">The run. One that is being computed has no faults.</param>
    public static IReadOnlyList<string> FaultsOf(RunListing run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.State is RunStatus.Running ? [] : [.. Faults(run, new RunFolder(run.Folder))];
    }

    private static IEnumerable<string> Faults(RunListing run, RunFolder folder)
    {
        if (folder.HasDamagedResult)
            yield return "result.json cannot be read";
        if (folder.ReadIdentity() is not { Id: not null } identity)
            yield return "identity.json is missing or cannot be read";
        else
        {
            if (!identity.Id.StartsWith(run.Id, StringComparison.Ordinal))
                yield return $"identity.json is that of run {identity.Id[..12]}";
            foreach (var fault in OfConfig(folder, identity))
                yield return fault;
        }
        if (folder.ReadEnvironment() is not { } environment)
            yield return "environment.json is missing or cannot be read";
        else if (Ledger.EnvironmentKey(environment.Hash) != run.Environment)
            yield return $"environment.json is that of environment {Ledger.EnvironmentKey(environment.Hash)}";
        if (File.Exists(folder.TaskFile) && folder.ReadTask() is null)
            yield return "task.json cannot be read, or does not agree with itself";
        if (Checkpoint.DamageOf(folder) is { } damage)
            yield return $"the checkpoint cannot be used: {damage}";
        if (folder.ReadResult() is { } result)
        {
            foreach (var fault in OfResult(result, folder))
                yield return fault;
        }
    }

    private static IEnumerable<string> OfConfig(RunFolder folder, RunIdentity identity)
    {
        string? problem = null;
        try
        {
            using var variants = RunVariants.NearestOf(folder);
            // Another numerics version hashes the same config to another identity.
            if (identity.NumericsVersion == Numerics.Version && variants.Config.Code.Length == 0 && variants.Config.Id != identity.Id)
                problem = $"config.yaml is that of run {variants.Config.Id[..12]}";
        }
        catch (Exception error) when (error is InvalidInputException or IOException or InvalidOperationException)
        {
            problem = $"config.yaml cannot be read: {error.Message.Split('\n')[0]}";
        }
        if (problem is not null)
            yield return problem;
    }

    private static IEnumerable<string> OfResult(RunResult result, RunFolder folder)
    {
        if (result.Status != RunStatus.Completed)
            yield break;
        if (result.FinalMetric is null)
            yield return "result.json is completed without a final metric";
        var events = folder.ReadEvents().OfType<Evaluated>().ToHashSet();
        if (result.Evaluations.FirstOrDefault(one => !events.Contains(one)) is { } lost)
            yield return $"metrics.jsonl lacks the evaluation at step {lost.Step} and {lost.Context} tokens that result.json has";
        var steps = folder.ReadEvents().OfType<StepCompleted>().Select(one => one.Step).DefaultIfEmpty(0).Max();
        if (steps != result.Steps)
            yield return $"metrics.jsonl ends at step {steps}, result.json at {result.Steps}";
    }
}
