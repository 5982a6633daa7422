using System.Security.Cryptography;
using System.Text;

namespace Workbench.Data;

/// <summary>Split into training and validation text by document, so that no validation window is adjacent to training text.</summary>
/// <param name="Training">The training documents, in the corpus's order.</param>
/// <param name="Validation">The validation documents, in the corpus's order.</param>
public sealed record DocumentSplit(IReadOnlyList<Document> Training, IReadOnlyList<Document> Validation)
{
    /// <summary>One document in this many is used for validation.</summary>
    public const int Every = 10;

    /// <summary>
    /// Orders the documents by the SHA-256 of their names and takes the first tenth (rounded, at least one) for validation, so the split
    /// depends only on the names. Of a single document, the last tenth is used for validation.
    /// </summary>
    public static DocumentSplit Of(Corpus corpus)
    {
        var documents = corpus.Documents;
        if (documents is [var only])
        {
            var cut = only.Text.Length - (only.Text.Length / Every);
            // Do not split a surrogate pair.
            if (cut > 0 && cut < only.Text.Length && char.IsLowSurrogate(only.Text[cut]))
                cut--;
            return new([only with { Text = only.Text[..cut] }], [only with { Text = only.Text[cut..] }]);
        }
        var count = Math.Max(1, (int)Math.Round(documents.Count / (double)Every));
        var chosen = documents
            .OrderBy(document => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(document.Name))), StringComparer.Ordinal)
            .Take(count)
            .Select(document => document.Name)
            .ToHashSet(StringComparer.Ordinal);
        return new(
            [.. documents.Where(document => !chosen.Contains(document.Name))],
            [.. documents.Where(document => chosen.Contains(document.Name))]
        );
    }

    /// <summary>The split of a text whose lines belong together. Of a single document, every line is a document of its own.</summary>
    internal static DocumentSplit OfLines(Corpus corpus) =>
        corpus.Documents is not [var only]
            ? Of(corpus)
            : Of(
                new(
                    corpus.Name,
                    only.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                        .Select((line, number) => new Document($"line {number}", line))
                )
            );
}
