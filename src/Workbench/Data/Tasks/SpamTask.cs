using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record Spam
{
    // Longer mails are cut off, so that a few of megabytes do not take most of the time.
    private const int LongestText = 8192;

    /// <inheritdoc/>
    internal override ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store)
    {
        if (corpus is null || !corpus.Documents.All(mail => ClassOf(mail) >= 0) || corpus.Documents.Select(ClassOf).Distinct().Count() < 2)
            throw new InvalidInputException(
                "spam needs mails of both classes, told by the folders in their names",
                corpus?.Name,
                "documents named spam-…/… and …ham-…/…",
                "add --data spam-assassin",
                "data"
            );
        // Some mails are there twice, which must not be on both sides of the split.
        var split = DocumentSplit.Of(new(corpus.Name, corpus.Documents.DistinctBy(mail => mail.Text)));
        return new TextClassTask(
            new(tokenizer.Build(store(corpus))),
            ["ham", "spam"],
            [.. split.Training.Select(Classed)],
            [.. split.Validation.Select(Classed)],
            new("F1 of spam", "", LowerIsBetter: false, MetricKind.F1),
            corpus.Checksum
        );
    }

    private static ClassedText Classed(Document mail) => new(mail.Text[..Math.Min(LongestText, mail.Text.Length)], ClassOf(mail));

    private static int ClassOf(Document mail)
    {
        var folder = mail.Name.Split('/')[0];
        return folder.StartsWith("spam", StringComparison.Ordinal) ? 1
            : folder.Contains("ham", StringComparison.Ordinal) ? 0
            : -1;
    }
}
