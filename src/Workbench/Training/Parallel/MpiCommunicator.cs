using System.Globalization;

namespace Workbench.Training;

/// <summary>The processes that mpirun of Open MPI has started.</summary>
internal sealed class MpiCommunicator : ICommunicator
{
    private const string SizeVariable = "OMPI_COMM_WORLD_SIZE";
    private const string LocalSizeVariable = "OMPI_COMM_WORLD_LOCAL_SIZE";

    private readonly MpiLibrary _library;

    private MpiCommunicator(MpiLibrary library, int localSize)
    {
        _library = library;
        library.Initialise();
        (Rank, Size, LocalSize, Library) = (library.Rank(), library.Size(), localSize, library.Version());
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public int LocalSize { get; }

    /// <inheritdoc/>
    public string Library { get; }

    /// <inheritdoc/>
    public bool HasFailed => _library.HasFailed;

    /// <summary>Joins the processes that mpirun has started; null when this process was started otherwise, or alone.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="InvalidInputException">mpirun has started this process, and its library cannot be loaded.</exception>
    public static MpiCommunicator? Join(Func<string, string?> variable)
    {
        if (NumberOf(SizeVariable) is not (> 1 and var size))
            return null;
        try
        {
            return new(new MpiLibrary(), NumberOf(LocalSizeVariable) ?? size);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new InvalidInputException(
                [
                    new(
                        "mpirun has started this process, and Open MPI's library cannot be loaded",
                        MpiLibrary.Name,
                        null,
                        "Install it (Debian: apt-get install openmpi-bin libopenmpi3), or train without mpirun."
                    ),
                ],
                missing
            );
        }

        int? NumberOf(string name) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <inheritdoc/>
    public void AllGather(ReadOnlySpan<byte> mine, Span<byte> all)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(all.Length, mine.Length * Size);
        _library.AllGather(mine, all);
    }

    /// <inheritdoc/>
    public void AllToAll(ReadOnlySpan<byte> mine, Span<byte> received)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(received.Length, mine.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(mine.Length % Size, 0);
        _library.AllToAll(mine, received, mine.Length / Size);
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes, int root) => _library.Broadcast(bytes, root);

    /// <inheritdoc/>
    public void Leave() => _library.Finalise();

    /// <inheritdoc/>
    public void Abort(int exitCode) => _library.Abort(exitCode);
}
