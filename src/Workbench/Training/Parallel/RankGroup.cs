using System.Runtime.InteropServices;
using System.Text;
using Workbench.Kernels;

namespace Workbench.Training;

/// <summary>
/// The ranks of a data-parallel run, in lockstep. Before every exchange the ranks agree to go on: whatever happens to one of them meanwhile
/// (an error, Ctrl-C, its end), the others learn of it there, and none waits for an exchange that does not come.
/// </summary>
/// <param name="communicator">Carries the data.</param>
internal sealed class RankGroup(ICommunicator communicator)
{
    // Whether the ranks have stopped together.
    private bool _stopped;

    /// <summary>The index of this process, from 0.</summary>
    public int Rank => communicator.Rank;

    /// <summary>The number of ranks.</summary>
    public int Size => communicator.Size;

    /// <summary>Whether this is rank 0, which alone writes files and reports.</summary>
    public bool IsFirst => communicator.Rank == 0;

    /// <summary>Whether the ranks have agreed to stop because at least one of them was interrupted.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Whether an exchange has failed half-way, so that nothing more can be agreed.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>What the bits of a run depend on besides the environment of each rank.</summary>
    public ParallelEnvironment Environment => new(Size, communicator.Library, GradientExchange.BucketBytes);

    /// <summary>The number of threads of a rank for which nobody has chosen one: the ranks of a machine share its cores.</summary>
    /// <param name="cores">The cores on which this process may run; mpirun binds ranks to few of them.</param>
    public int Threads(int cores) => Math.Clamp(MachineCores(cores) / communicator.LocalSize, 1, cores);

    /// <summary>The rows of a global batch that this rank computes.</summary>
    public BatchRows RowsOf(int batchSize) => new(FirstRow(Rank, batchSize), batchSize);

    /// <summary>The number of rows of a global batch that this rank computes.</summary>
    public long CountOf(int batchSize) => FirstRow(Rank + 1, batchSize) - FirstRow(Rank, batchSize);

    /// <summary>Waits until every rank is here, and stops if one of them has ended or was interrupted.</summary>
    /// <param name="cancellation">Interrupts this rank.</param>
    /// <exception cref="RankEndedException">A rank has ended.</exception>
    /// <exception cref="OperationCanceledException">A rank was interrupted; every rank gets this exception.</exception>
    public void Agree(CancellationToken cancellation = default)
    {
        var all = Exchange(() => States(new(cancellation.IsCancellationRequested ? State.Interrupted : State.Working, 0)));
        var ended = Array.FindIndex(all, one => one.State == State.Ended);
        if (ended >= 0)
        {
            _stopped = true;
            throw new RankEndedException(ended, (ExitCode)all[ended].ExitCode, Exchange(() => Text("", ended)));
        }
        if (!Array.Exists(all, one => one.State == State.Interrupted))
            return;
        (_stopped, IsInterrupted) = (true, true);
        throw new OperationCanceledException(cancellation);
    }

    /// <summary>Stops every rank because this one was interrupted outside <see cref="Agree"/>; does nothing when they have stopped.</summary>
    public void Interrupt()
    {
        if (_stopped)
            return;
        try
        {
            Agree(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException) { }
    }

    /// <summary>
    /// Ends this rank and, if they have not ended yet, the others; waits for them. Returns the exit code, and the words of the rank that
    /// ended first when this one had no error itself.
    /// </summary>
    /// <param name="exitCode">This rank's exit code.</param>
    /// <param name="text">Its errors.</param>
    public (ExitCode ExitCode, string? Error) End(ExitCode exitCode, string text)
    {
        if (IsBroken)
        {
            communicator.Abort((int)exitCode);
            return (exitCode, null);
        }
        string? error = null;
        if (!_stopped)
        {
            _stopped = true;
            var all = States(new(State.Ended, (int)exitCode));
            var said = Text(text, Array.FindIndex(all, one => one.State == State.Ended));
            var failed = Array.FindIndex(all, one => one.State == State.Ended && one.ExitCode != 0);
            if (exitCode == ExitCode.Done && failed >= 0)
                (exitCode, error) = ((ExitCode)all[failed].ExitCode, $"rank {failed} has failed. {said}".TrimEnd());
        }
        communicator.Leave();
        return (exitCode, error);
    }

    /// <summary>Gives a text of rank 0 to every rank.</summary>
    /// <param name="text">The text; ignored on other ranks.</param>
    public string FromFirst(string text) => Exchange(() => Text(text, 0));

    /// <summary>The text of every rank.</summary>
    public string[] Gather(string text) =>
        Exchange(() => Enumerable.Range(0, Size).Select(rank => Text(rank == Rank ? text : "", rank)).ToArray());

    /// <summary>The values of every rank, one after the other.</summary>
    public T[] Gather<T>(ReadOnlySpan<T> mine)
        where T : unmanaged
    {
        var all = new T[mine.Length * Size];
        var bytes = MemoryMarshal.AsBytes(mine);
        try
        {
            communicator.AllGather(bytes, MemoryMarshal.AsBytes(all.AsSpan()));
        }
        catch
        {
            IsBroken = true;
            throw;
        }
        return all;
    }

    /// <summary>Replaces numbers by their sums over the ranks, added in the order of ranks: the same bits on every rank, at every
    /// repetition, and for every division into calls.</summary>
    /// <param name="numbers">The numbers, as many as a multiple of the ranks.</param>
    /// <param name="buffer">As large as the numbers.</param>
    /// <param name="add">Adds the parts of all ranks, which lie in the buffer one after the other, to the first of them.</param>
    public void Sum(Span<byte> numbers, Span<byte> buffer, Action add)
    {
        try
        {
            communicator.AllToAll(numbers, buffer);
            add();
            communicator.AllGather(buffer[..(buffer.Length / Size)], numbers);
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    /// <summary>Checks that every rank has a row of each batch.</summary>
    /// <exception cref="InvalidInputException">There are more ranks than rows.</exception>
    public void CheckBatch(RunConfig run)
    {
        if (run.Train.BatchSize < Size)
            throw new InvalidInputException(
                "every rank needs a sequence of each batch",
                $"train.batchSize={run.Train.BatchSize} on {Size} ranks",
                $"at least {Size}, or at most {run.Train.BatchSize} ranks",
                $"Start fewer ranks (mpirun -n {run.Train.BatchSize}), or raise train.batchSize.",
                "train.batchSize"
            );
    }

    /// <summary>Checks that every rank has the same config and environment: otherwise their weights would differ by and by.</summary>
    /// <exception cref="InvalidInputException">They differ; every rank gets this exception.</exception>
    public void RequireSame(RunConfig run, RunEnvironment environment, CancellationToken cancellation)
    {
        Agree(cancellation);
        var all = Gather($"run {run.Id}\n{TrainingJson.Serialize(environment)}").Select(one => one.Split('\n')).ToArray();
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

    private long FirstRow(int rank, int batchSize) => (long)rank * batchSize / Size;

    // The size of the list of processors that are online: "0-3,6".
    private static int MachineCores(int least)
    {
        const string online = "/sys/devices/system/cpu/online";
        if (!File.Exists(online))
            return least;
        var ranges = File.ReadAllText(online).Trim().Split(',').Select(range => range.Split('-').Select(int.Parse).ToArray());
        return Math.Max(least, ranges.Sum(range => range[^1] - range[0] + 1));
    }

    private Report[] States(Report mine) => Gather<Report>([mine]);

    private string Text(string text, int from)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = bytes.Length;
        communicator.Broadcast(MemoryMarshal.AsBytes(new Span<int>(ref length)), from);
        Array.Resize(ref bytes, length);
        communicator.Broadcast(bytes, from);
        return Encoding.UTF8.GetString(bytes);
    }

    private T Exchange<T>(Func<T> exchange)
    {
        try
        {
            return exchange();
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    private enum State
    {
        Working,
        Interrupted,
        Ended,
    }

    private readonly record struct Report(State State, int ExitCode);
}
