using System.Runtime.ExceptionServices;

namespace Workbench.Ablation;

/// <summary>What the ledger had of a plan's runs at one time.</summary>
internal sealed class PlannedRecords
{
    private readonly RunRecord[] _records;

    private PlannedRecords(IReadOnlyList<string> environments, RunRecord[] records) => (Environments, _records) = (environments, records);

    /// <summary>The environment of each seed's runs, in the order of the seeds.</summary>
    public IReadOnlyList<string> Environments { get; }

    /// <summary>The record of the plan's run at an index.</summary>
    public RunRecord this[int run] => _records[run];

    /// <summary>
    /// Reads the records, and chooses the environment of each seed's runs. Pairs are formed within one environment, so all runs of a seed
    /// come from the same one: an environment in which all of them are finished (the current one first), or else the current one, where
    /// only the missing runs are computed.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="here">The current environment.</param>
    public static PlannedRecords Read(Plan plan, Ledger ledger, string here)
    {
        var records = new RunRecord[plan.Runs.Count];
        InParallel(records.Length, run => records[run] = Read(ledger, plan.Runs[run], here));
        List<List<int>> seeds = [.. Enumerable.Range(0, records.Length).GroupBy(run => plan.Runs[run].Seed).Select(seed => seed.ToList())];
        var environments = new string[seeds.Count];
        // After an update all runs are from other environments.
        InParallel(seeds.Count, seed => environments[seed] = Choose(seeds[seed]));
        return new(environments, records);

        string Choose(List<int> runs)
        {
            if (runs.TrueForAll(run => records[run].Answers(plan.Runs[run].Config)))
                return here;
            foreach (var other in ledger.EnvironmentsOf(plan.Runs[runs[0]].Id).Where(one => one != here))
            {
                if (!runs.TrueForAll(run => Read(ledger, plan.Runs[run], other).Answers(plan.Runs[run].Config)))
                    continue;
                // The ledger keeps what it has read.
                foreach (var run in runs)
                    records[run] = Read(ledger, plan.Runs[run], other);
                return other;
            }
            return here;
        }
    }

    /// <summary>Whether every run of the plan is finished.</summary>
    /// <param name="plan">The plan.</param>
    public bool Answer(Plan plan) => plan.Runs.Select((run, index) => _records[index].Answers(run.Config)).All(answers => answers);

    /// <summary>The records of the same runs in the same environments now.</summary>
    /// <param name="plan">The plan, which has every cell at every seed.</param>
    /// <param name="ledger">The ledger.</param>
    public PlannedRecords Now(Plan plan, Ledger ledger)
    {
        var records = new RunRecord[_records.Length];
        InParallel(records.Length, run => records[run] = Read(ledger, plan.Runs[run], Environments[run / plan.Cells.Count]));
        return new(Environments, records);
    }

    /// <summary>The records by cell, in the order of the seeds, without what the study does not request.</summary>
    /// <param name="plan">The plan, which has every cell at every seed.</param>
    public List<IReadOnlyList<RunRecord>> ByCell(Plan plan) =>
        [
            .. plan.Cells.Select(cell =>
                (IReadOnlyList<RunRecord>)
                    [.. plan.Seeds.Select((_, row) => _records[(row * plan.Cells.Count) + cell.Index].For(cell.Config))]
            ),
        ];

    /// <summary>The record of a planned run in one environment.</summary>
    public static RunRecord Read(Ledger ledger, PlannedRun run, string environment) =>
        ledger.Read(run.Id, environment, run.Seed, run.Config.Model.Context);

    private static void InParallel(int count, Action<int> read)
    {
        try
        {
            Parallel.For(0, count, read);
        }
        catch (AggregateException several)
        {
            // Callers say what to do about a file that cannot be read.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
