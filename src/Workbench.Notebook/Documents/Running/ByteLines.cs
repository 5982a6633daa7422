namespace Workbench.Notebook.Documents.Running;

/// <summary>Takes lines of a pipe, with a bound on how long one may be: a child gone mad must not fill our memory.</summary>
internal static class ByteLines
{
    /// <summary>The longest line: 256 MiB, more than any bundle that a notebook can hold.</summary>
    public const int Longest = 1 << 28;

    /// <summary>Reads until the end.</summary>
    /// <param name="stream">The pipe.</param>
    /// <param name="line">Takes a line without its end.</param>
    /// <param name="overlong">Told the length so far of a line that is left out.</param>
    /// <param name="limit">The longest line that is taken.</param>
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
