using System.Runtime.InteropServices;

namespace Workbench.Kernels;

/// <summary>
/// The C interface of the native library. Every function returns null, or the message of an exception that it caught (valid until the
/// thread's next call). <see cref="Check"/> converts messages to exceptions.
/// </summary>
internal static partial class NativeMethods
{
    private const string Library = NativeKernels.LibraryName;

    [LibraryImport(Library)]
    internal static partial nint workbench_use_threads(nint parallelFor, nint count);

    [LibraryImport(Library)]
    internal static partial nint workbench_instruction_set();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint workbench_cap_instruction_set(string name);

    [LibraryImport(Library)]
    internal static partial void workbench_keep_scalars(nint release);

    [LibraryImport(Library)]
    internal static partial long workbench_kept_scalars();

    /// <summary>Throws when a native function returned an error message.</summary>
    internal static void Check(nint message)
    {
        if (Message(message) is { } text)
            throw new ExternalException(text);
    }

    /// <summary>The error message of a native function; null for success.</summary>
    internal static string? Message(nint message) => message == 0 ? null : Marshal.PtrToStringUTF8(message);
}
