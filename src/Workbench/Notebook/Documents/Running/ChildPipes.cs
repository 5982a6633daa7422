using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Workbench.Notebook.Documents.Running;

/// <summary>
/// Standard input and output of a child process, taken away from the cells that it runs: messages go over private duplicates, cells read
/// from nothing, and what native code prints to the standard output becomes output of the running cell.
/// </summary>
internal sealed partial class ChildPipes
{
    private ChildPipes(Stream input, Stream output, Stream? printed) => (Input, Output, Printed) = (input, output, printed);

    /// <summary>Messages from the runner.</summary>
    public Stream Input { get; }

    /// <summary>Messages to the runner.</summary>
    public Stream Output { get; }

    /// <summary>What is printed past the managed console; null where it cannot be caught.</summary>
    public Stream? Printed { get; }

    /// <summary>Takes the process' standard streams. To be called once, before any cell runs.</summary>
    public static ChildPipes Take()
    {
        if (OperatingSystem.IsWindows())
            return new(Console.OpenStandardInput(), Console.OpenStandardOutput(), null);
        var input = Private(0);
        var output = Private(1);
        using (var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite))
            Check(dup2((int)nothing.DangerousGetHandle(), 0));
        var ends = new int[2];
        Check(pipe(ends));
        Check(dup2(ends[1], 1));
        Check(close(ends[1]));
        Check(SetCloseOnExec(ends[0]));
        // The console that the program has used so far writes to a duplicate of its own, which is the runner's pipe.
        Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true });
        Console.SetIn(TextReader.Null);
        return new(input, output, Open(ends[0], FileAccess.Read));
    }

    /// <summary>Writes out what the C library holds back: it buffers what it prints into a pipe.</summary>
    public static void FlushNative()
    {
        if (!OperatingSystem.IsWindows())
            _ = fflush(0);
    }

    private static FileStream Private(int descriptor)
    {
        var copy = Check(dup(descriptor));
        Check(SetCloseOnExec(copy));
        return Open(copy, descriptor == 0 ? FileAccess.Read : FileAccess.Write);
    }

    private static FileStream Open(int descriptor, FileAccess access) => new(new SafeFileHandle(descriptor, ownsHandle: true), access, bufferSize: 0);

    // Processes that cells start (studies have workers) must not hold the pipes open after this one has gone.
    private static int SetCloseOnExec(int descriptor) => ioctl(descriptor, OperatingSystem.IsMacOS() ? 0x20006601u : 0x5451u);

    private static int Check(int result) =>
        result < 0 ? throw new IOException($"the standard streams could not be set aside: error {Marshal.GetLastPInvokeError()}") : result;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int descriptor, int target);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe([Out] int[] ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    // FIOCLEX: unlike fcntl's flags it takes no third argument, which variadic functions pass differently on some processors.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request);

    [LibraryImport("libc")]
    private static partial int fflush(nint stream);
}
