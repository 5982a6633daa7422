using System.IO.Compression;

namespace Workbench.Data;

/// <summary>
/// Decompresses gzip files and detects truncation. A file may have several members (bgzip, <c>cat a.gz b.gz</c>) and zero padding after the
/// last one (tapes, block devices).
/// </summary>
internal static class GzipText
{
    // Number of final zero bytes that may belong to the last member: an empty one ends with 1 (block), 4 (checksum) and 4 (length) zero
    // bytes.
    private const int OwnZeros = 9;

    private static readonly byte[] Mark = "the end of a whole file: 5a0c7e31 9be4d2f8"u8.ToArray();

    /// <summary>Whether the bytes start with the gzip signature.</summary>
    public static bool IsOne(ReadOnlySpan<byte> file) => file is [0x1F, 0x8B, ..];

    /// <summary>Decompresses a gzip file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="limit">Decompression stops soon after this many bytes, so that a small file cannot exhaust the memory.</param>
    /// <exception cref="InvalidDataException">The file is damaged or truncated.</exception>
    public static ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> file, long limit)
    {
        var end = file.Span.LastIndexOfAnyExcept((byte)0) + 1;
        // Try the whole file first, for files without padding; then each end at which the last member may be complete.
        var ends = Enumerable.Range(end, OwnZeros + 1).Where(at => at < file.Length).Prepend(file.Length);
        foreach (var at in ends)
        {
            if (Unpacked(file[..at], limit) is { } text)
                return text;
        }
        throw new InvalidDataException("it ends early, or its checksum is wrong");
    }

    /// <summary>
    /// Decompresses the file; null when its last member is incomplete. <see cref="GZipStream"/> does not report truncation, so a marker
    /// member is appended; the marker is decoded only if everything before it is complete.
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
        var content = text.GetBuffer().AsMemory(0, (int)text.Length);
        // Too long, so not read to the end; the caller reports the fault.
        if (content.Length > limit + Mark.Length)
            return content;
        if (content.Span.EndsWith(Mark))
            return content[..^Mark.Length];
        return null;
    }
}
