using System.Runtime.InteropServices;
using System.Text;

namespace Workbench.Training;

/// <summary>The functions and handles of Open MPI's C interface that data-parallel training needs.</summary>
internal sealed unsafe class MpiLibrary
{
    /// <summary>The library of Open MPI 2 to 5. Its handles are addresses of exported objects.</summary>
    internal const string Name = "libmpi.so.40";

    private const int Serialized = 2; // MPI_THREAD_SERIALIZED: any thread, one at a time
    private const int VersionLength = 256; // MPI_MAX_LIBRARY_VERSION_STRING
    private const int ErrorLength = 256; // MPI_MAX_ERROR_STRING

    private readonly nint _library;
    private readonly nint _world;
    private readonly nint _byte;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> _allGather;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> _allToAll;
    private readonly delegate* unmanaged<void*, int, nint, int, nint, int> _broadcast;
    private readonly delegate* unmanaged<int, byte*, int*, int> _errorText;

    /// <exception cref="DllNotFoundException">The library is not installed.</exception>
    /// <exception cref="EntryPointNotFoundException">It is not Open MPI's.</exception>
    public MpiLibrary()
    {
        _library = NativeLibrary.Load(Name);
        _world = Export("ompi_mpi_comm_world");
        _byte = Export("ompi_mpi_byte");
        _allGather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Export("MPI_Allgather");
        _allToAll = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Export("MPI_Alltoall");
        _broadcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)Export("MPI_Bcast");
        _errorText = (delegate* unmanaged<int, byte*, int*, int>)Export("MPI_Error_string");
    }

    /// <summary>Whether a call has returned an error.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Initialises MPI; errors are returned from then on instead of ending the process.</summary>
    public void Initialise()
    {
        int provided;
        Check(((delegate* unmanaged<void*, void*, int, int*, int>)Export("MPI_Init_thread"))(null, null, Serialized, &provided));
        Check(((delegate* unmanaged<nint, nint, int>)Export("MPI_Comm_set_errhandler"))(_world, Export("ompi_mpi_errors_return")));
    }

    public int Rank() => Number("MPI_Comm_rank");

    public int Size() => Number("MPI_Comm_size");

    /// <summary>"Open MPI v4.1.4": the name and version, without the build's details.</summary>
    public string Version()
    {
        var text = stackalloc byte[VersionLength];
        int length;
        Check(((delegate* unmanaged<byte*, int*, int>)Export("MPI_Get_library_version"))(text, &length));
        return Encoding.UTF8.GetString(text, length).Split(',', '\n', '\0')[0].Trim();
    }

    public void AllGather(ReadOnlySpan<byte> mine, Span<byte> all)
    {
        fixed (byte* from = mine)
        fixed (byte* to = all)
            Check(_allGather(from, mine.Length, _byte, to, mine.Length, _byte, _world));
    }

    public void AllToAll(ReadOnlySpan<byte> mine, Span<byte> received, int part)
    {
        fixed (byte* from = mine)
        fixed (byte* to = received)
            Check(_allToAll(from, part, _byte, to, part, _byte, _world));
    }

    public void Broadcast(Span<byte> bytes, int root)
    {
        fixed (byte* data = bytes)
            Check(_broadcast(data, bytes.Length, _byte, root, _world));
    }

    public void Finalise() => Check(((delegate* unmanaged<int>)Export("MPI_Finalize"))());

    public void Abort(int exitCode) => ((delegate* unmanaged<nint, int, int>)Export("MPI_Abort"))(_world, exitCode);

    private int Number(string function)
    {
        int number;
        Check(((delegate* unmanaged<nint, int*, int>)Export(function))(_world, &number));
        return number;
    }

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    private void Check(int error)
    {
        if (error == 0)
            return;
        HasFailed = true;
        var text = stackalloc byte[ErrorLength];
        int length;
        throw new IOException(
            _errorText(error, text, &length) == 0 ? $"MPI: {Encoding.UTF8.GetString(text, length)}" : $"MPI: error {error}"
        );
    }
}
