using System.Security.Cryptography;
using System.Text;

namespace Workbench.Data;

/// <summary>A text corpus in memory. The order of its documents depends on neither the locale nor the file system.</summary>
public sealed class Corpus
{
    /// <summary>A corpus of the given documents, sorted by name (ordinal).</summary>
    /// <param name="name">The catalogue's name, or the path that the user gave.</param>
    /// <param name="documents">The documents; names are unique.</param>
    /// <param name="licence">The terms under which the text may be used; empty for a user's own file.</param>
    public Corpus(string name, IEnumerable<Document> documents, string licence = "")
    {
        Name = name;
        Licence = licence;
        Documents = [.. documents.OrderBy(document => document.Name, StringComparer.Ordinal)];
        Checksum = ChecksumOf(Documents);
    }

    /// <summary>The catalogue's name, or the path that the user gave.</summary>
    public string Name { get; }

    /// <summary>The terms under which the text may be used; empty for a user's own file.</summary>
    public string Licence { get; }

    /// <summary>The documents, sorted by name (ordinal).</summary>
    public IReadOnlyList<Document> Documents { get; }

    /// <summary>SHA-256 (hex) over every document's name, length and UTF-8 text; part of a run's identity.</summary>
    public string Checksum { get; }

    /// <summary>Total length of all documents in UTF-16 code units.</summary>
    public long Length => Documents.Sum(document => (long)document.Text.Length);

    private static string ChecksumOf(IEnumerable<Document> documents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var document in documents)
        {
            var text = Encoding.UTF8.GetBytes(document.Text);
            hash.AppendData(Encoding.UTF8.GetBytes($"{document.Name}\0{text.Length}\0"));
            hash.AppendData(text);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
