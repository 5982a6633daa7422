using System.Buffers.Binary;
using System.Text;

namespace Workbench.Kernels.Runtime;

/// <summary>
/// Edits the symbol versions that a 64-bit little-endian ELF library requires from other libraries, in the tables .gnu.version and
/// .gnu.version_r (System V gABI; "Symbol Versioning" of the Linux Standard Base).
/// </summary>
internal static class ElfVersions
{
    private const ushort Weak = 2; // VER_FLG_WEAK: a missing version is not an error
    private const uint Relocations = 4,
        NeededVersions = 0x6ffffffe,
        SymbolVersions = 0x6fffffff;

    /// <summary>
    /// Marks a required version as weak if no relocation uses a symbol of that version, because such symbols are never looked up. Changes
    /// nothing else.
    /// </summary>
    /// <param name="image">The whole file; changed in place.</param>
    /// <param name="version">The version, for example "GLIBCXX_3.4.32".</param>
    /// <returns>Whether the version was found unused and marked as weak.</returns>
    internal static bool MakeUnusedVersionWeak(Span<byte> image, string version)
    {
        if (!image.StartsWith("\u007fELF\u0002\u0001"u8))
            return false;
        var sections = Sections(image);
        var needs = sections.Find(section => section.Type == NeededVersions);
        if (needs.Size == 0)
            return false;
        var names = sections[needs.Link];
        var need = needs.Offset;
        for (var libraries = needs.Info; libraries > 0; libraries--)
        {
            var entry = need + Read32(image, need + 8);
            for (int versions = Read16(image, need + 2); versions > 0; versions--)
            {
                if (Text(image, names.Offset + Read32(image, entry + 8)) == version)
                {
                    if (IsUsed(image, sections, Read16(image, entry + 6)))
                        return false;
                    BinaryPrimitives.WriteUInt16LittleEndian(image[(int)(entry + 4)..], Weak);
                    return true;
                }
                entry += Read32(image, entry + 12);
            }
            need += Read32(image, need + 12);
        }
        return false;
    }

    private static bool IsUsed(ReadOnlySpan<byte> image, List<Section> sections, ushort version)
    {
        var versions = sections.Find(section => section.Type == SymbolVersions);
        var symbols = new HashSet<long>();
        for (long symbol = 0; symbol < versions.Size / 2; symbol++)
            if ((Read16(image, versions.Offset + (symbol * 2)) & 0x7fff) == version)
                symbols.Add(symbol);
        // An entry is an offset, an info word with the symbol in its upper half, and an addend: 8 bytes each.
        foreach (var section in sections.Where(section => section.Type == Relocations))
            for (var at = section.Offset; at < section.Offset + section.Size; at += 24)
                if (symbols.Contains(Read32(image, at + 12)))
                    return true;
        return false;
    }

    private readonly record struct Section(uint Type, long Offset, long Size, int Link, long Info);

    private static List<Section> Sections(ReadOnlySpan<byte> image)
    {
        var found = new List<Section>();
        int count = Read16(image, 0x3c);
        for (var i = 0; i < count; i++)
            found.Add(SectionAt(image, i));
        return found;
    }

    private static Section SectionAt(ReadOnlySpan<byte> image, int index)
    {
        var at = (int)BinaryPrimitives.ReadInt64LittleEndian(image[0x28..]) + (index * Read16(image, 0x3a));
        return new Section(
            Read32(image, at + 4),
            BinaryPrimitives.ReadInt64LittleEndian(image[(at + 24)..]),
            BinaryPrimitives.ReadInt64LittleEndian(image[(at + 32)..]),
            (int)Read32(image, at + 40),
            Read32(image, at + 44)
        );
    }

    private static ushort Read16(ReadOnlySpan<byte> image, long at) => BinaryPrimitives.ReadUInt16LittleEndian(image[(int)at..]);

    private static uint Read32(ReadOnlySpan<byte> image, long at) => BinaryPrimitives.ReadUInt32LittleEndian(image[(int)at..]);

    private static string Text(ReadOnlySpan<byte> image, long at)
    {
        var rest = image[(int)at..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}
