using System.Runtime.InteropServices;

namespace Workbench.Kernels;

/// <summary>
/// The C boundary of the native library. Every function answers null, or the message of the exception that it caught (the text stays valid
/// until the thread's next call); <see cref="Check"/> is the one place where that becomes an exception here.
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

    /// <summary>Throws what a native function reported.</summary>
    internal static void Check(nint message)
    {
        if (Message(message) is { } text)
            throw new ExternalException(text);
    }

    /// <summary>What a native function reported; null for success.</summary>
    internal static string? Message(nint message) => message == 0 ? null : Marshal.PtrToStringUTF8(message);
}
