using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// The one guarded path to native code: the interrupt flag before a call, the status after it. Native exceptions become
/// <see cref="ExternalException"/> with libtorch's message; a managed callback's exception, which must not unwind through
/// native frames, waits here under a token and is thrown again after the native call has returned.
/// </summary>
internal static unsafe class Guard
{
    // By flow of control, so that what one cell started is told, and nothing else. Whoever comes first makes it; the others find it. Nobody needs to know anybody.
    private const string InterruptName = "Workbench.Interrupt";
    private static readonly AsyncLocal<StrongBox<bool>?> Interrupt = Find(InterruptName, static () => new AsyncLocal<StrongBox<bool>?>());

    // Who aborts threads puts a counter here for each of them. Below zero, the abort is on its way.
    private const string CallbacksName = "Workbench.Callbacks";
    private static readonly ThreadLocal<StrongBox<int>?> Callbacks = Find(CallbacksName, static () => new ThreadLocal<StrongBox<int>?>());

    private static readonly ConcurrentDictionary<long, ExceptionDispatchInfo> Carried = new();
    private static long _lastToken;

    /// <summary>Before an operator: has someone asked to stop?</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Enter()
    {
        if (Interrupt.Value is { } flag && Volatile.Read(ref flag.Value))
            ThrowInterrupted();
    }

    /// <summary>After a native call: throws what it reported.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int status)
    {
        if (status != 0)
            Throw(status);
    }

    /// <summary>Keeps a callback's exception until the native call that led to it has returned.</summary>
    /// <returns>The token that native code hands back.</returns>
    internal static long Carry(Exception exception)
    {
        var token = Interlocked.Increment(ref _lastToken);
        Carried[token] = ExceptionDispatchInfo.Capture(exception);
        return token;
    }

    /// <summary>
    /// Around a native call that may call managed code back: an abort of the thread in such a callback would end the process, so whoever aborts
    /// threads looks at the counter first.
    /// </summary>
    /// <exception cref="OperationCanceledException">The abort of this thread is already on its way.</exception>
    internal static CallingBack CallsBack()
    {
        if (Callbacks.Value is not { } counter)
            return default;
        for (var seen = Volatile.Read(ref counter.Value); ; seen = Volatile.Read(ref counter.Value))
        {
            if (seen < 0)
                ThrowInterrupted();
            if (Interlocked.CompareExchange(ref counter.Value, seen + 1, seen) == seen)
                return new(counter);
        }
    }

    private static T Find<T>(string name, Func<T> make) where T : class
    {
        lock (typeof(AppContext))
        {
            if (AppContext.GetData(name) is T known)
                return known;
            var made = make();
            AppContext.SetData(name, made);
            return made;
        }
    }

    private static void ThrowInterrupted() => throw new OperationCanceledException("Interrupted between two tensor operators.");

    private static void Throw(int status)
    {
        const int callbackFailed = 2, missingArgument = 3;
        if (status == callbackFailed)
        {
            if (Carried.TryRemove(NativeMethods.wt_error_token(), out var exception))
                exception.Throw();
            throw new ExternalException("A managed callback failed.");
        }
        var message = Marshal.PtrToStringUTF8((nint)NativeMethods.wt_error_message()) ?? "";
        if (status == missingArgument)
            throw new ArgumentNullException(message, "A value is needed here.");
        throw new ExternalException(message);
    }

    /// <summary>Until it is disposed, this thread may be in a callback.</summary>
    internal readonly ref struct CallingBack(StrongBox<int> counter) : IDisposable
    {
        private readonly StrongBox<int>? _counter = counter;

        public void Dispose()
        {
            if (_counter is not null)
                Interlocked.Decrement(ref _counter.Value);
        }
    }
}
