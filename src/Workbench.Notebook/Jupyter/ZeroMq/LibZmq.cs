using System.Runtime.InteropServices;

namespace Workbench.Notebook.Jupyter.ZeroMq;

/// <summary>Bindings of libzmq (4.1 or later), and the search for the library.</summary>
internal static unsafe partial class LibZmq
{
    private const string Name = "libzmq";

    public const int Pair = 0,
        Router = 6,
        Dealer = 5,
        XPub = 9;
    public const int Linger = 17,
        ReceiveHighWater = 24,
        SendHighWater = 23,
        MaximumMessage = 22,
        RouterMandatory = 33,
        RouterHandover = 56,
        XPubVerbose = 40,
        ReceiveMore = 13;
    public const int DontWait = 1,
        SendMore = 2,
        PollIn = 1;

    /// <summary>The base of libzmq's own error numbers; the others are the system's errno.</summary>
    private const int ErrorBase = 156384712;
    public const int ErrorTerminated = ErrorBase + 53;

    // The errno values of Linux and macOS, and libzmq's replacements for missing ones.
    public static bool IsAgain(int error) => error is 11 or 35;

    public static bool IsInterrupted(int error) => error == 4;

    public static bool IsUnreachable(int error) => error is 113 or 65 or (ErrorBase + 17) or 110;

    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>Loads the library.</summary>
    /// <exception cref="InvalidInputException">The library was not found.</exception>
    public static void Require() => _ = Handle.Value;

    /// <summary>The library's version: "4.3.4".</summary>
    /// <exception cref="InvalidInputException">The library was not found.</exception>
    public static string Version()
    {
        Require();
        zmq_version(out var major, out var minor, out var patch);
        return $"{major}.{minor}.{patch}";
    }

    /// <summary>The error of the last call on this thread.</summary>
    public static int LastError() => OperatingSystem.IsWindows() ? zmq_errno() : Marshal.GetLastPInvokeError();

    /// <summary>The description of an error.</summary>
    public static string Describe(int error) => Marshal.PtrToStringUTF8(zmq_strerror(error)) ?? $"error {error}";

    private static nint Load()
    {
        var assembly = typeof(LibZmq).Assembly;
        var candidates = Candidates();
        foreach (var candidate in candidates)
        {
            if (!NativeLibrary.TryLoad(candidate, assembly, null, out var handle))
                continue;
            NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name == Name ? handle : 0);
            return handle;
        }
        throw new InvalidInputException(
            "the kernel needs the ZeroMQ library, which was not found",
            string.Join(", ", candidates),
            null,
            OperatingSystem.IsWindows() ? "Put libzmq.dll on the PATH"
                : OperatingSystem.IsMacOS() ? "Install it: brew install zeromq"
                : "Install it: sudo apt-get install libzmq5"
        );
    }

    private static string[] Candidates() =>
        OperatingSystem.IsWindows() ? ["libzmq.dll", "zmq.dll"]
        : OperatingSystem.IsMacOS() ? ["libzmq.5.dylib", "libzmq.dylib", "/opt/homebrew/lib/libzmq.dylib", "/usr/local/lib/libzmq.dylib"]
        : ["libzmq.so.5", "libzmq.so"];

    /// <summary>zmq_msg_t: an opaque structure of 64 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct Message
    {
        private long _;
    }

    [LibraryImport(Name)]
    public static partial nint zmq_ctx_new();

    [LibraryImport(Name, SetLastError = true)]
    public static partial int zmq_ctx_term(nint context);

    [LibraryImport(Name, SetLastError = true)]
    public static partial int zmq_ctx_shutdown(nint context);

    [LibraryImport(Name, SetLastError = true)]
    public static partial nint zmq_socket(nint context, int type);

    [LibraryImport(Name, SetLastError = true)]
    public static partial int zmq_close(nint socket);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int zmq_bind(nint socket, string endpoint);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int zmq_connect(nint socket, string endpoint);

    [LibraryImport(Name, SetLastError = true)]
    public static partial int zmq_setsockopt(nint socket, int option, void* value, nuint size);

    [LibraryImport(Name, SetLastError = true)]
    public static partial int zmq_send(nint socket, byte* data, nuint size, int flags);

    [LibraryImport(Name)]
    public static partial int zmq_msg_init(ref Message message);

    [LibraryImport(Name, SetLastError = true)]
    public static partial int zmq_msg_recv(ref Message message, nint socket, int flags);

    [LibraryImport(Name)]
    public static partial byte* zmq_msg_data(ref Message message);

    [LibraryImport(Name)]
    public static partial nuint zmq_msg_size(ref Message message);

    [LibraryImport(Name)]
    public static partial int zmq_msg_more(ref Message message);

    [LibraryImport(Name)]
    public static partial int zmq_msg_close(ref Message message);

    [LibraryImport(Name, SetLastError = true)]
    public static partial int zmq_poll(byte* items, int count, long milliseconds);

    [LibraryImport(Name, SetLastError = true)]
    public static partial int zmq_proxy(nint frontend, nint backend, nint capture);

    [LibraryImport(Name)]
    private static partial void zmq_version(out int major, out int minor, out int patch);

    [LibraryImport(Name)]
    private static partial int zmq_errno();

    [LibraryImport(Name)]
    private static partial nint zmq_strerror(int error);
}
