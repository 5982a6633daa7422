using System.IO.Compression;
using System.Text;
using Workbench.Data;

namespace Workbench.Tests.Data;

/// <summary>Whole gzip files are read whole, however they were put together; those that end early are refused.</summary>
public sealed class GzipTextTests
{
    private const long Limit = 1 << 20;

    private static byte[] Member(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }

    /// <summary>An empty member, as gzip makes it of an empty file, and bgzip at the end of every file.</summary>
    private static readonly byte[] Empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly byte[] BgzipEnd =
    [
        0x1F,
        0x8B,
        8,
        4,
        0,
        0,
        0,
        0,
        0,
        0xFF,
        6,
        0,
        0x42,
        0x43,
        2,
        0,
        0x1B,
        0,
        3,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
    ];

    private static string Read(params byte[][] parts) =>
        Encoding.UTF8.GetString(GzipText.Read(parts.SelectMany(part => part).ToArray(), Limit).Span);

    public static TheoryData<string, byte[]> Ends =>
        new()
        {
            { "nothing", [] },
            { "one zero", new byte[1] },
            { "seven zeros", new byte[7] },
            { "a block of zeros", new byte[4096] },
            { "an empty member", Empty },
            { "bgzip's end", BgzipEnd },
            { "an empty member and zeros", [.. Empty, .. new byte[512]] },
            { "two empty members", [.. Empty, .. BgzipEnd] },
        };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Whatever_stands_at_the_end_the_text_is_whole(string end, byte[] bytes)
    {
        Assert.True(Read(Member("one text"), bytes) == "one text", end);
        Assert.True(Read(Member("one "), Member(""), Member("text"), bytes) == "one text", end);
        // A text whose length ends in zeros as its trailer does.
        var long256 = new string('a', 256);
        Assert.True(Read(Member(long256), bytes) == long256, end);
    }

    [Fact]
    public void Members_of_every_size_follow_each_other()
    {
        // Headers fall on every place of a reader's buffers.
        var random = new Random(1);
        var texts = Enumerable
            .Range(0, 400)
            .Select(i => string.Concat(Enumerable.Range(0, random.Next(0, 300)).Select(_ => (char)random.Next('a', 'z' + 1))))
            .ToList();
        Assert.Equal(string.Concat(texts), Read([.. texts.Select(Member), BgzipEnd]));
    }

    [Fact]
    public void A_file_that_ends_early_is_refused_wherever_it_ends()
    {
        byte[][] members = [Member("the first of two texts"), Member("the second of two texts")];
        var file = members.SelectMany(part => part).ToArray();
        for (var length = 2; length < file.Length; length++)
        {
            if (length == members[0].Length)
                continue;
            Assert.Throws<InvalidDataException>(() => GzipText.Read(file.AsMemory(0, length), Limit));
            // Zeros in the place of the rest: a download that was preallocated.
            var padded = new byte[file.Length + 100];
            file.AsSpan(0, length).CopyTo(padded);
            // Where only zeros are missing of a member, it is whole.
            if (
                !Enumerable
                    .Range(1, 2)
                    .Any(count =>
                        padded
                            .AsSpan()
                            .TrimEnd((byte)0)
                            .SequenceEqual(members.Take(count).SelectMany(part => part).ToArray().AsSpan().TrimEnd((byte)0))
                    )
            )
                Assert.Throws<InvalidDataException>(() => GzipText.Read(padded, Limit));
        }
    }

    [Fact]
    public void What_is_wrong_in_the_midst_or_behind_is_refused()
    {
        var file = Member(string.Concat(Enumerable.Range(0, 500)));
        file[^6] ^= 1;
        Assert.Throws<InvalidDataException>(() => GzipText.Read(file, Limit));
        Assert.Throws<InvalidDataException>(() => Read(Member("text"), "garbage"u8.ToArray()));
    }

    [Fact]
    public void A_small_file_does_not_fill_the_memory()
    {
        var large = Member(new string('a', 4 << 20));
        Assert.InRange(GzipText.Read(large, Limit).Length, Limit + 1, Limit + (1 << 17));
    }
}
