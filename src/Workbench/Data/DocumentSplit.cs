using System.Security.Cryptography;
using System.Text;

namespace Workbench.Data;

/// <summary>Training and validation text: by document, so that no validation window has a neighbour in the training text.</summary>
/// <param name="Training">The documents to train on, in the corpus' order.</param>
/// <param name="Validation">The documents to be judged by, in the corpus' order.</param>
public sealed record DocumentSplit(IReadOnlyList<Document> Training, IReadOnlyList<Document> Validation)
{
    /// <summary>One document in this many is for validation.</summary>
    public const int Every = 10;

    /// <summary>
    /// Orders the documents by the SHA-256 of their names and takes the first tenth (rounded, at least one) for validation: the choice
    /// depends on the names alone. A corpus of one document is cut: its last tenth is for validation.
    /// </summary>
    public static DocumentSplit Of(Corpus corpus)
    {
        var documents = corpus.Documents;
        if (documents is [var only])
        {
            var cut = only.Text.Length - (only.Text.Length / Every);
            // Never between the halves of a character.
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
}
