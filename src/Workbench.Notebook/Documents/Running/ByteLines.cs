namespace Workbench.Notebook.Documents.Running;

/// <summary>Reads lines from a pipe, with a maximum length: a faulty child process must not exhaust memory.</summary>
internal static class ByteLines
{
    /// <summary>The default maximum length, 256 MiB: more than the largest bundle of a notebook.</summary>
    public const int Longest = 1 << 28;

    /// <summary>Reads until the end.</summary>
    /// <param name="stream">The pipe.</param>
    /// <param name="line">Called for every line, without its line end.</param>
    /// <param name="overlong">Called with the length, in bytes, of a line that exceeds the limit and is dropped.</param>
    /// <param name="limit">The maximum length of a line, in bytes.</param>
    public static void Read(Stream stream, Action<ReadOnlyMemory<byte>> line, Action<long> overlong, int limit = Longest)
    {
        var buffer = new byte[1 << 16];
        var length = 0;
        long dropped = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (buffer.Length >= limit)
                {
                    dropped += length;
                    length = 0;
                }
                else
                {
                    Array.Resize(ref buffer, (int)Math.Min(limit, buffer.Length * 2L));
                }
            }
            var count = stream.Read(buffer, length, buffer.Length - length);
            if (count == 0)
                break;
            var from = length;
            length += count;
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', from, length - from)) >= 0; from = start = end + 1)
                Take(buffer.AsMemory(start, end - start));
            buffer.AsSpan(start, length - start).CopyTo(buffer);
            length -= start;
        }
        if (length > 0 || dropped > 0)
            Take(buffer.AsMemory(0, length));

        void Take(ReadOnlyMemory<byte> bytes)
        {
            if (dropped == 0)
            {
                line(bytes);
                return;
            }
            overlong(dropped + bytes.Length);
            dropped = 0;
        }
    }
}
