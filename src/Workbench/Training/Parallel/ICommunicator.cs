namespace Workbench.Training;

/// <summary>
/// Collective communication between the processes of one run. Every rank makes the same calls in the same order, with the same sizes.
/// </summary>
internal interface ICommunicator
{
    /// <summary>The index of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>The number of processes.</summary>
    int Size { get; }

    /// <summary>The number of these processes on this machine.</summary>
    int LocalSize { get; }

    /// <summary>The name and version of the library that carries the data.</summary>
    string Library { get; }

    /// <summary>Whether a call has failed. The ranks are then no longer in step, and only <see cref="Abort"/> may follow.</summary>
    bool HasFailed { get; }

    /// <summary>Gives the bytes of every rank to every rank, in the order of ranks.</summary>
    void AllGather(ReadOnlySpan<byte> mine, Span<byte> all);

    /// <summary>Gives part r of the bytes of every rank to rank r, in the order of ranks.</summary>
    void AllToAll(ReadOnlySpan<byte> mine, Span<byte> received);

    /// <summary>Gives the bytes of one rank to every rank.</summary>
    void Broadcast(Span<byte> bytes, int root);

    /// <summary>Leaves the group, once every rank has called this.</summary>
    void Leave();

    /// <summary>Ends every process of the group at once.</summary>
    void Abort(int exitCode);
}
