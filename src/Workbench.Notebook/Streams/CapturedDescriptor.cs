using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Workbench.Notebook.Streams;

/// <summary>Captures a standard descriptor (1 or 2), including text of native libraries and child processes.</summary>
internal sealed class CapturedDescriptor : IDisposable
{
    private readonly int _descriptor;
    private readonly int _saved;
    private readonly Action<string> _send;
    private readonly Thread _reader;
    private readonly byte[] _mark = Encoding.ASCII.GetBytes($"\0{Guid.NewGuid():N}\0");
    private readonly SemaphoreSlim _marked = new(0);
    private readonly Lock _draining = new();

    /// <summary>Redirects the descriptor to a pipe.</summary>
    /// <param name="descriptor">1 or 2.</param>
    /// <param name="send">Receives the text on a separate thread.</param>
    internal unsafe CapturedDescriptor(int descriptor, Action<string> send)
    {
        _descriptor = descriptor;
        _send = send;
        _saved = NativeOutput.dup(descriptor);
        var ends = stackalloc int[2];
        if (_saved < 0 || NativeOutput.pipe(ends) != 0)
            throw new IOException($"descriptor {descriptor} cannot be captured (error {Marshal.GetLastPInvokeError()})");
        // Child processes inherit the descriptor, but not the pipe's read end or the original descriptor.
        NativeOutput.CloseInChildren(ends[0]);
        NativeOutput.CloseInChildren(_saved);
        // A crashing runtime writes the whole stack to descriptor 2 when nothing reads the pipe any more: a full pipe must not block it.
        if (descriptor == 2)
            NativeOutput.NeverWait(ends[1]);
        _ = NativeOutput.dup2(ends[1], descriptor);
        new SafeFileHandle(ends[1], ownsHandle: true).Dispose();
        Original = new FileStream(new SafeFileHandle(_saved, ownsHandle: false), FileAccess.Write, 1);
        var source = new SafeFileHandle(ends[0], ownsHandle: true);
        _reader = new Thread(() => Read(source)) { IsBackground = true, Name = $"descriptor {descriptor}" };
        _reader.UnsafeStart();
    }

    /// <summary>The original target of the descriptor.</summary>
    internal Stream Original { get; }

    /// <summary>Waits until all text written so far has been sent, by a mark that follows the text through the pipe.</summary>
    internal unsafe void Drain()
    {
        lock (_draining)
        {
            fixed (byte* bytes = _mark)
                while (NativeOutput.write(_descriptor, bytes, _mark.Length) != _mark.Length)
                {
                    if (!NativeOutput.WasFull)
                        return;
                    Thread.Sleep(1);
                }
            _marked.Wait();
        }
    }

    /// <summary>Restores the descriptor.</summary>
    public void Dispose()
    {
        // Closes the last write end, so the reader ends, unless a child process keeps the pipe open.
        _ = NativeOutput.dup2(_saved, _descriptor);
        Original.Dispose();
        _reader.Join(TimeSpan.FromMilliseconds(200));
        _marked.Dispose();
    }

    private void Read(SafeFileHandle source)
    {
        using var pipe = new FileStream(source, FileAccess.Read, 0);
        var decoder = Encoding.UTF8.GetDecoder();
        var bytes = new byte[64 * 1024];
        var kept = 0;
        for (int count; (count = pipe.Read(bytes, kept, bytes.Length - kept)) > 0; )
        {
            var all = bytes.AsSpan(0, kept + count);
            for (int at; (at = all.IndexOf(_mark)) >= 0; all = all[(at + _mark.Length)..])
            {
                Send(decoder, all[..at]);
                _marked.Release();
            }
            // The data may end in the beginning of a mark.
            var partial = PartialMark(all);
            Send(decoder, all[..^partial]);
            kept = partial;
            all[^partial..].CopyTo(bytes);
        }
    }

    private int PartialMark(ReadOnlySpan<byte> bytes)
    {
        for (var length = Math.Min(bytes.Length, _mark.Length - 1); length > 0; length--)
            if (bytes[^length..].SequenceEqual(_mark.AsSpan(0, length)))
                return length;
        return 0;
    }

    private void Send(Decoder decoder, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0)
            return;
        var text = new char[decoder.GetCharCount(bytes, flush: false)];
        if (decoder.GetChars(bytes, text, flush: false) > 0)
            _send(new string(text));
    }
}
