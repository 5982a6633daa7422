using System.Text;

namespace Workbench.Data;

/// <summary>Reads a user's own text: UTF-8, plain or gzipped, from a file or a pipe. The input is read only once.</summary>
public static class CorpusFile
{
    /// <summary>The maximum length of a text: 1 GiB of UTF-8.</summary>
    public const long MaximumBytes = 1L << 30;

    private const string Allowed = "a UTF-8 text file, .txt or .gz";

    /// <summary>Whether a --data value means a file rather than a corpus of the catalogue.</summary>
    public static bool LooksLikePath(string data) =>
        data.Contains('/') || data.Contains('\\') || File.Exists(data) || Directory.Exists(data) || Path.HasExtension(data);

    /// <summary>Reads a file as a corpus of one document.</summary>
    /// <param name="path">Path of a .txt or .gz file, or of a pipe with such content.</param>
    /// <exception cref="InvalidInputException">The file is missing, unreadable, binary, empty, too long or not UTF-8.</exception>
    public static Corpus Read(string path)
    {
        if (Directory.Exists(path))
            throw Refused(path, "the data is a folder", "name one file");
        if (!File.Exists(path))
            throw Refused(path, "there is no such data file", "check the path; it is taken from the current folder");
        var word = ShellWord.Of(path);
        ReadOnlyMemory<byte> bytes;
        var zipped = false;
        try
        {
            bytes = Bytes(path);
            zipped = GzipText.IsOne(bytes.Span);
            if (!zipped && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
                throw new InvalidDataException("no gzip header");
            if (zipped)
                bytes = GzipText.Read(bytes, MaximumBytes);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw Refused(path, "the data file may not be read", $"check its permissions: ls -l {word}", denied);
        }
        catch (InvalidDataException broken)
        {
            throw Refused(path, "the data file is not a complete gzip file", $"check it: gzip -t {word}", broken);
        }
        catch (IOException broken)
        {
            throw Refused(path, $"the data file cannot be read: {broken.Message}", null, broken);
        }
        if (bytes.Length > MaximumBytes)
            throw Refused(path, $"the text is longer than {MaximumBytes} bytes", "take a part of it");
        var text = Text(path, bytes.Span, zipped).TrimStart('\uFEFF').ReplaceLineEndings("\n");
        if (text.Length == 0)
            throw Refused(path, "the data file is empty");
        return new(path, [new Document("text", text)]);
    }

    private static string Text(string path, ReadOnlySpan<byte> bytes, bool zipped)
    {
        if (WideEncoding(bytes) is { } wide)
            throw Refused(path, $"the data file is {wide}, as its byte-order mark says", Convert(path, wide, zipped));
        if (bytes.IndexOf((byte)0) is >= 0 and var zero)
            throw Refused(path, $"the data file is binary: a zero byte at offset {zero}");
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException invalid)
        {
            throw Refused(
                path,
                $"the data file is not UTF-8: an invalid byte at offset {Offset(bytes)}",
                Convert(path, "WINDOWS-1252", zipped),
                invalid
            );
        }
    }

    private static InvalidInputException Refused(string path, string rule, string? nextStep = null, Exception? inner = null) =>
        new([new Fault(rule, path, Allowed, nextStep, "data")], inner);

    /// <summary>A shell command that converts the file to UTF-8.</summary>
    private static string Convert(string path, string from, bool zipped)
    {
        var (name, converted) = (
            ShellWord.Of(path),
            ShellWord.Of(Path.ChangeExtension(zipped ? Path.ChangeExtension(path, null) : path, ".utf8.txt"))
        );
        return zipped
            ? $"convert it: gzip -dc < {name} | iconv -f {from} -t UTF-8 > {converted}"
            : $"convert it: iconv -f {from} -t UTF-8 {name} > {converted}";
    }

    /// <summary>"UTF-16" or "UTF-32" according to the byte-order mark; null without such a mark.</summary>
    private static string? WideEncoding(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => "UTF-32",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16",
            _ => null,
        };

    /// <summary>
    /// Reads the whole file in one pass, because a pipe cannot be read twice. Stops soon after <see cref="MaximumBytes"/>.
    /// </summary>
    private static ReadOnlyMemory<byte> Bytes(string path)
    {
        using var file = File.OpenRead(path);
        var memory = new MemoryStream(file.CanSeek ? (int)Math.Min(file.Length, MaximumBytes + 1) : 0);
        var buffer = new byte[1 << 16];
        int read;
        while (memory.Length <= MaximumBytes && (read = file.Read(buffer)) > 0)
        {
            memory.Write(buffer, 0, read);
            var first = memory.GetBuffer().AsSpan(0, (int)Math.Min(4, memory.Length));
            // A zero byte means that the file is not text. Stop here: the input may be endless (/dev/zero).
            if (memory.Length >= 4 && !GzipText.IsOne(first) && WideEncoding(first) is null && buffer.AsSpan(0, read).Contains((byte)0))
                break;
        }
        return memory.GetBuffer().AsMemory(0, (int)memory.Length);
    }

    private static int Offset(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }
}
