using System.IO.Compression;

namespace Workbench.Data;

/// <summary>
/// Whole gzip files: of one member or of several (bgzip, <c>cat a.gz b.gz</c>), with zeros behind the last one or without (tapes, block
/// devices).
/// </summary>
internal static class GzipText
{
    // So many zeros at the end may be the file's own: an empty member ends in one of its block, four of its checksum, four of its length.
    private const int OwnZeros = 9;

    private static readonly byte[] Mark = "the end of a whole file: 5a0c7e31 9be4d2f8"u8.ToArray();

    /// <summary>Whether the bytes begin as a gzip file does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> file) => file is [0x1F, 0x8B, ..];

    /// <summary>What a gzip file holds.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="limit">Not much more than so many bytes are unpacked: a small file cannot fill the memory.</param>
    /// <exception cref="InvalidDataException">It is damaged, or ends early.</exception>
    public static ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> file, long limit)
    {
        var end = file.Span.LastIndexOfAnyExcept((byte)0) + 1;
        // Without padding the first is the one; with it, the first of the others at which the last member is whole.
        var ends = Enumerable.Range(end, OwnZeros + 1).Where(at => at < file.Length).Prepend(file.Length);
        foreach (var at in ends)
        {
            if (Unpacked(file[..at], limit) is { } text)
                return text;
        }
        throw new InvalidDataException("it ends early, or its checksum is wrong");
    }

    /// <summary>
    /// What the file holds; null when its last member is not whole. <see cref="GZipStream"/> takes a file that was cut short for a short
    /// one, so a member of our own is put behind it, and is met only where all before it is whole.
    /// </summary>
    private static ReadOnlyMemory<byte>? Unpacked(ReadOnlyMemory<byte> file, long limit)
    {
        using var marked = new MemoryStream(file.Length + 128);
        marked.Write(file.Span);
        using (var member = new GZipStream(marked, CompressionLevel.Fastest, leaveOpen: true))
            member.Write(Mark);
        marked.Position = 0;
        using var zipped = new GZipStream(marked, CompressionMode.Decompress);
        using var text = new MemoryStream();
        try
        {
            var buffer = new byte[1 << 16];
            int read;
            while (text.Length <= limit + Mark.Length && (read = zipped.Read(buffer)) > 0)
                text.Write(buffer, 0, read);
        }
        catch (InvalidDataException)
        {
            return null;
        }
        var whole = text.GetBuffer().AsMemory(0, (int)text.Length);
        // What is too long was not read to its end; the caller says so.
        if (whole.Length > limit + Mark.Length)
            return whole;
        if (whole.Span.EndsWith(Mark))
            return whole[..^Mark.Length];
        return null;
    }
}
