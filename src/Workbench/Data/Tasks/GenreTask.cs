using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record Genre
{
    /// <inheritdoc/>
    internal override ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store)
    {
        var genres = corpus?.Documents.Select(GenreOf).Distinct().Order(StringComparer.Ordinal).ToList() ?? [];
        if (genres.Count < 2)
            throw new InvalidInputException(
                "genre needs samples of at least two genres, told by the folders in their names",
                corpus?.Name,
                "documents named genre/sample",
                "add --data brown",
                "data"
            );
        var split = DocumentSplit.Of(corpus!);
        return new TextClassTask(
            new(tokenizer.Build(store(corpus!))),
            genres,
            [.. split.Training.SelectMany(Passages)],
            [.. split.Validation.SelectMany(Passages)],
            new("accuracy", "", LowerIsBetter: false, MetricKind.Accuracy),
            corpus!.Checksum
        );

        IEnumerable<ClassedText> Passages(Document sample) =>
            sample
                .Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .Chunk(Words)
                .Select(words => new ClassedText(string.Join(' ', words), genres.IndexOf(GenreOf(sample))));
    }

    private static string GenreOf(Document sample) => sample.Name.Split('/')[0];
}
