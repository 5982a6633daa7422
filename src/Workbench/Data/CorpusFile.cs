using System.IO.Compression;
using System.Text;

namespace Workbench.Data;

/// <summary>A user's own text: a UTF-8 file, plain or gzipped.</summary>
public static class CorpusFile
{
    /// <summary>The longest text that is read: 1 GiB of UTF-8.</summary>
    public const long MaximumBytes = 1L << 30;

    /// <summary>Whether a --data value means a file rather than a name of the catalogue.</summary>
    public static bool LooksLikePath(string data) =>
        data.Contains('/') || data.Contains('\\') || File.Exists(data) || Directory.Exists(data) || Path.HasExtension(data);

    /// <summary>Reads a file as a corpus of one document.</summary>
    /// <param name="path">Of a .txt or a .gz file.</param>
    /// <exception cref="InvalidInputException">It is missing, unreadable, binary, empty, too long or not UTF-8.</exception>
    public static Corpus Read(string path)
    {
        const string allowed = "a UTF-8 text file, .txt or .gz";
        InvalidInputException Refuse(string rule, string? nextStep = null, Exception? inner = null) =>
            new([new Fault(rule, path, allowed, nextStep, "data")], inner);

        if (Directory.Exists(path))
            throw Refuse("the data is a folder", "name one file");
        if (!File.Exists(path))
            throw Refuse("there is no such data file", "check the path; it is taken from the current folder");
        byte[] bytes;
        try
        {
            bytes = Bytes(path);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw Refuse("the data file may not be read", $"check its permissions: ls -l {path}", denied);
        }
        catch (InvalidDataException broken)
        {
            throw Refuse("the data file is not a whole gzip file", $"check it: gzip -t {path}", broken);
        }
        catch (IOException broken)
        {
            throw Refuse($"the data file cannot be read: {broken.Message}", null, broken);
        }
        if (bytes.LongLength > MaximumBytes)
            throw Refuse($"the text is longer than {MaximumBytes} bytes", "take a part of it");
        if (Array.IndexOf(bytes, (byte)0) is >= 0 and var zero)
            throw Refuse($"the data file is binary: a zero byte at offset {zero}");
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException invalid)
        {
            throw Refuse($"the data file is not UTF-8: an invalid byte at offset {Offset(bytes)}", $"convert it: iconv -f WINDOWS-1252 -t UTF-8 {path}", invalid);
        }
        text = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        if (text.Length == 0)
            throw Refuse("the data file is empty");
        return new(path, [new Document("text", text)]);
    }

    static byte[] Bytes(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[2];
        var zipped = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
        file.Position = 0;
        if (!zipped && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException("no gzip header");
        using Stream stream = zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var memory = new MemoryStream();
        var buffer = new byte[1 << 16];
        int read;
        // One byte more than is allowed tells the caller; a small .gz cannot fill the memory.
        while (memory.Length <= MaximumBytes && (read = stream.Read(buffer)) > 0)
            memory.Write(buffer, 0, read);
        // GZipStream takes a file that was cut short for a short one; the last four bytes of a whole one are the text's length.
        if (zipped && memory.Length <= MaximumBytes && Trailer(path) != (uint)memory.Length)
            throw new InvalidDataException("it ends early");
        return memory.ToArray();
    }

    static uint Trailer(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> last = stackalloc byte[4];
        file.Seek(-4, SeekOrigin.End);
        file.ReadExactly(last);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(last);
    }

    static int Offset(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }
}
