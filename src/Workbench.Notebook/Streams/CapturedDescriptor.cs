using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Workbench.Notebook.Streams;

/// <summary>A standard descriptor (1 or 2) whose text is read here, whoever writes it: native libraries, child processes.</summary>
internal sealed class CapturedDescriptor : IDisposable
{
    private readonly int _descriptor;
    private readonly int _saved;
    private readonly Action<string> _send;
    private readonly Thread _reader;
    private readonly byte[] _mark = Encoding.ASCII.GetBytes($"\0{Guid.NewGuid():N}\0");
    private readonly SemaphoreSlim _marked = new(0);
    private readonly Lock _draining = new();

    /// <summary>Takes the descriptor.</summary>
    /// <param name="descriptor">1 or 2.</param>
    /// <param name="send">Gets the text, on a thread of its own.</param>
    internal unsafe CapturedDescriptor(int descriptor, Action<string> send)
    {
        _descriptor = descriptor;
        _send = send;
        _saved = NativeOutput.dup(descriptor);
        var ends = stackalloc int[2];
        if (_saved < 0 || NativeOutput.pipe(ends) != 0)
            throw new IOException($"descriptor {descriptor} cannot be captured (error {Marshal.GetLastPInvokeError()})");
        // Children inherit the descriptor itself, but neither the pipe's other end nor the original.
        NativeOutput.CloseInChildren(ends[0]);
        NativeOutput.CloseInChildren(_saved);
        // The runtime tells of its own death on descriptor 2, in as many lines as the stack was deep, and nobody reads then any more.
        if (descriptor == 2)
            NativeOutput.NeverWait(ends[1]);
        _ = NativeOutput.dup2(ends[1], descriptor);
        new SafeFileHandle(ends[1], ownsHandle: true).Dispose();
        Original = new FileStream(new SafeFileHandle(_saved, ownsHandle: false), FileAccess.Write, 1);
        var source = new SafeFileHandle(ends[0], ownsHandle: true);
        _reader = new Thread(() => Read(source)) { IsBackground = true, Name = $"descriptor {descriptor}" };
        _reader.UnsafeStart();
    }

    /// <summary>What the descriptor was.</summary>
    internal Stream Original { get; }

    /// <summary>Returns when what was written until now has been sent: a mark goes through the pipe behind it.</summary>
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

    /// <summary>Gives the descriptor back.</summary>
    public void Dispose()
    {
        // The last writer is gone with this, so the reader comes to the end; a child process that still holds the pipe keeps it open.
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
            // The beginning of a mark may be the end of what came.
            var begun = Begun(all);
            Send(decoder, all[..^begun]);
            kept = begun;
            all[^begun..].CopyTo(bytes);
        }
    }

    private int Begun(ReadOnlySpan<byte> bytes)
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
