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
    // Whether the ranks have stopped together, and whether a sum has failed half-way.
    private bool _stopped;
    private bool _failed;

    /// <summary>The index of this process, from 0.</summary>
    public int Rank => communicator.Rank;

    /// <summary>The number of ranks.</summary>
    public int Size => communicator.Size;

    /// <summary>Whether this is rank 0, which alone writes files and reports.</summary>
    public bool IsFirst => communicator.Rank == 0;

    /// <summary>Whether the ranks have agreed to stop because at least one of them was interrupted.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Whether an exchange has failed half-way, so that nothing more can be agreed.</summary>
    public bool IsBroken => _failed || communicator.HasFailed;

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
        var all = States(new(cancellation.IsCancellationRequested ? State.Interrupted : State.Working, ExitCode.Done));
        if (FirstToEnd(all) is { } ended)
        {
            _stopped = true;
            var text = Text("", ended);
            // Rank 0 has something to do when it asks: it cannot be done without the other.
            var code = IsFirst && all[ended].ExitCode == ExitCode.Done ? ExitCode.BadUsage : all[ended].ExitCode;
            throw new RankEndedException(ended, code, text);
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
            var all = States(new(State.Ended, exitCode));
            var ended = FirstToEnd(all)!.Value;
            var said = Text(text, ended);
            if (exitCode == ExitCode.Done && all[ended].ExitCode != ExitCode.Done)
                (exitCode, error) = (all[ended].ExitCode, new RankEndedException(ended, all[ended].ExitCode, said).Message);
        }
        communicator.Leave();
        return (exitCode, error);
    }

    /// <summary>Gives a text of rank 0 to every rank.</summary>
    /// <param name="text">The text; ignored on other ranks.</param>
    public string FromFirst(string text) => Text(text, 0);

    /// <summary>The text of every rank.</summary>
    public string[] Gather(string text) => [.. Enumerable.Range(0, Size).Select(rank => Text(rank == Rank ? text : "", rank))];

    /// <summary>The values of every rank, one after the other.</summary>
    public T[] Gather<T>(ReadOnlySpan<T> mine)
        where T : unmanaged
    {
        var all = new T[mine.Length * Size];
        communicator.AllGather(MemoryMarshal.AsBytes(mine), MemoryMarshal.AsBytes(all.AsSpan()));
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
            _failed = true;
            throw;
        }
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

    // An error before an ordinary end: the latter may follow from the former.
    private static int? FirstToEnd(Report[] all)
    {
        var failed = Array.FindIndex(all, one => one.State == State.Ended && one.ExitCode != ExitCode.Done);
        var ended = failed >= 0 ? failed : Array.FindIndex(all, one => one.State == State.Ended);
        return ended >= 0 ? ended : null;
    }

    private enum State
    {
        Working,
        Interrupted,
        Ended,
    }

    private readonly record struct Report(State State, ExitCode ExitCode);
}
