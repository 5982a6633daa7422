namespace Workbench.Training;

/// <summary>The rules of data-parallel runs.</summary>
internal static class RankChecks
{
    /// <summary>Checks that every rank has a row of each batch.</summary>
    /// <exception cref="InvalidInputException">There are more ranks than rows.</exception>
    public static void CheckBatch(this RankGroup ranks, RunConfig run)
    {
        if (run.Train.BatchSize < ranks.Size)
            throw new InvalidInputException(
                "every rank needs a sequence of each batch",
                $"train.batchSize={run.Train.BatchSize} on {ranks.Size} ranks",
                $"at least {ranks.Size}, or at most {run.Train.BatchSize} ranks",
                $"Start fewer ranks (mpirun -n {run.Train.BatchSize}), or raise train.batchSize.",
                "train.batchSize"
            );
    }

    /// <summary>Checks that every rank has the same config and environment: otherwise their weights would differ after some steps.</summary>
    /// <exception cref="InvalidInputException">They differ; every rank gets this exception.</exception>
    public static void CheckSame(this RankGroup ranks, RunConfig run, RunEnvironment environment, CancellationToken cancellation)
    {
        ranks.Agree(cancellation);
        var all = ranks.Gather($"run {run.Id}\n{TrainingJson.Serialize(environment)}").Select(one => one.Split('\n')).ToArray();
        for (var rank = 1; rank < all.Length; rank++)
        {
            var line = all[0].Zip(all[rank]).FirstOrDefault(pair => pair.First != pair.Second);
            if (line.First is not null)
                throw new InvalidInputException(
                    "every rank trains the same config on the same kind of machine",
                    $"{line.Second.Trim(' ', ',')} on rank {rank}",
                    $"{line.First.Trim(' ', ',')}, as on rank 0",
                    "Give the same text and --threads to all, and start mpirun on machines of one kind.",
                    "ranks"
                );
        }
    }

    /// <summary>Checks that as many processes resume a run as have begun it: a change in their number would change the bits.</summary>
    /// <param name="ranks">The ranks; null for one process.</param>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="InvalidInputException">The folder has the checkpoint of an unfinished run of another number of ranks.</exception>
    public static void CheckSize(RankGroup? ranks, RunFolder folder)
    {
        var size = ranks?.Size ?? 1;
        if (Checkpoint.RanksOf(folder) is { } saved && saved != size)
            throw new InvalidInputException(
                "an unfinished run goes on with the number of ranks with which it began",
                $"{size}",
                $"{saved}, as in its checkpoint after step {Checkpoint.StepOf(folder)}",
                saved == 1
                    ? "Run the same command without mpirun, or delete the run's folder to begin again: " + folder.Path
                    : $"Run the same command with mpirun -n {saved}, or delete the run's folder to begin again: {folder.Path}",
                "ranks"
            );
    }
}
