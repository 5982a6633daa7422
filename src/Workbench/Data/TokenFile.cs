using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;
using Workbench.Tokenizers;

namespace Workbench.Data;

/// <summary>
/// A corpus as tokens in a memory-mapped file, so that only what is read is in memory: a header of 64 bytes, the training tokens, the
/// validation tokens; two bytes a token where they suffice, otherwise four.
/// </summary>
internal sealed unsafe class TokenFile
{
    private const ulong Magic = 0x31534e454b4f5457; // "WTOKENS1"
    private const int HeaderBytes = 64;
    private const int PiecesAtOnce = 64;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _tokens;
    private readonly bool _wide;

    private TokenFile(MemoryMappedFile file, MemoryMappedViewAccessor view, byte* start)
    {
        (_file, _view) = (file, view);
        _tokens = start + HeaderBytes;
        var header = new ReadOnlySpan<long>(start, 4);
        (_wide, Training, Validation) = (header[1] == sizeof(int), new(this, 0, header[2]), new(this, header[2], header[3]));
    }

    /// <summary>The training tokens.</summary>
    public Part Training { get; }

    /// <summary>The validation tokens.</summary>
    public Part Validation { get; }

    /// <summary>A part of the tokens.</summary>
    public sealed class Part(TokenFile file, long first, long length) : ITokenSequence
    {
        public long Length => length;

        /// <summary>Number of possible start positions of a window with its shifted targets.</summary>
        public long Starts(int context) => Math.Max(0, length - context);

        public int this[long index] => file._wide ? ((int*)file._tokens)[first + index] : ((ushort*)file._tokens)[first + index];

        /// <summary>The windows at the given start positions: T inputs each, and the targets shifted by one token.</summary>
        /// <param name="starts">The start positions, B.</param>
        /// <param name="context">T.</param>
        /// <param name="device">Device of the tensors.</param>
        /// <param name="bytes">The bytes of text of every token, to count those of the targets; null leaves them uncounted.</param>
        public Batch Windows(ReadOnlySpan<long> starts, int context, torch.Device device, IReadOnlyList<int>? bytes = null)
        {
            var (inputs, targets) = (new long[starts.Length * context], new long[starts.Length * context]);
            var count = 0L;
            for (var row = 0; row < starts.Length; row++)
            {
                for (var t = 0; t < context; t++)
                {
                    var at = (row * context) + t;
                    (inputs[at], targets[at]) = (this[starts[row] + t], this[starts[row] + t + 1]);
                    count += bytes?[(int)targets[at]] ?? 0;
                }
            }
            return new(Placed(inputs, starts.Length), Placed(targets, starts.Length)) { TargetBytes = count }; // [B, T] each

            torch.Tensor Placed(long[] values, int rows)
            {
                using var scope = torch.NewDisposeScope();
                return scope.MoveToOuter(torch.tensor(values, [rows, context]).to(device));
            }
        }
    }

    /// <summary>Opens a file; null when it is missing, incomplete, damaged, or has tokens outside the vocabulary.</summary>
    public static TokenFile? TryOpen(string path, int vocabulary)
    {
        if (!File.Exists(path))
            return null;
        var bytes = new FileInfo(path).Length;
        if (bytes < HeaderBytes)
            return null;
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        var header = new ReadOnlySpan<long>(start, 4);
        var size = header[1];
        if (
            (ulong)header[0] == Magic
            && size == SizeOf(vocabulary)
            && header[2] >= 0
            && header[3] >= 0
            && header[2] <= bytes
            && header[3] <= bytes
            && bytes == HeaderBytes + ((header[2] + header[3]) * size)
            && Checksum(start + HeaderBytes, bytes - HeaderBytes).AsSpan().SequenceEqual(new ReadOnlySpan<byte>(start + 32, 32))
        )
            return new(file, view, start);
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
        return null;
    }

    /// <summary>Encodes texts and writes the file atomically. Only some pieces are in memory as tokens at a time.</summary>
    public static void Write(
        string path,
        ITokenizer tokenizer,
        IReadOnlyList<string> training,
        IReadOnlyList<string> validation,
        CancellationToken cancellation
    )
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
            using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
            {
                stream.Write(new byte[HeaderBytes]);
                var size = SizeOf(tokenizer.Vocabulary);
                long[] header =
                [
                    unchecked((long)Magic),
                    size,
                    Append(stream, hash, tokenizer, training, size, cancellation),
                    Append(stream, hash, tokenizer, validation, size, cancellation),
                ];
                stream.Position = 0;
                stream.Write(MemoryMarshal.AsBytes<long>(header));
                stream.Write(hash.GetHashAndReset());
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static long Append(
        Stream stream,
        IncrementalHash hash,
        ITokenizer tokenizer,
        IReadOnlyList<string> pieces,
        int size,
        CancellationToken cancellation
    )
    {
        var count = 0L;
        foreach (var some in pieces.Chunk(PiecesAtOnce))
        {
            var encoded = new int[some.Length][];
            Parallel.For(0, some.Length, new() { CancellationToken = cancellation }, i => encoded[i] = tokenizer.Encode(some[i]));
            foreach (var tokens in encoded)
            {
                var bytes =
                    size == sizeof(int)
                        ? MemoryMarshal.AsBytes<int>(tokens)
                        : MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(tokens, token => (ushort)token));
                stream.Write(bytes);
                hash.AppendData(bytes);
                count += tokens.Length;
            }
        }
        return count;
    }

    private static int SizeOf(int vocabulary) => vocabulary <= ushort.MaxValue + 1 ? sizeof(ushort) : sizeof(int);

    private static byte[] Checksum(byte* start, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var done = 0L; done < length; done += 1 << 26)
            hash.AppendData(new ReadOnlySpan<byte>(start + done, (int)Math.Min(1 << 26, length - done)));
        return hash.GetHashAndReset();
    }
}
