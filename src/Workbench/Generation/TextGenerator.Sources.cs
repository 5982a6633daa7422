using Workbench.Configuration;
using Workbench.Models;
using Workbench.Tokenizers;

namespace Workbench.Generation;

public sealed partial class TextGenerator
{
    /// <summary>
    /// Targets for several sources, which may have different lengths, decoded together by a model with an encoder. A target ends at its end
    /// token, after the config's maximum, or where the context is full, unless the config extrapolates.
    /// </summary>
    /// <param name="sources">The sources, at least one token each.</param>
    /// <param name="start">The token that is read before a target.</param>
    /// <param name="end">The token that ends a target; it is not part of the result.</param>
    /// <param name="config">How tokens are chosen. Every source draws the same random numbers.</param>
    /// <param name="cancellation">Checked before every token.</param>
    /// <returns>The tokens of each target.</returns>
    /// <exception cref="InvalidInputException">The model reads no source; a source is empty, has tokens outside the vocabulary or is beyond
    /// the context; the config is invalid.</exception>
    public IReadOnlyList<IReadOnlyList<int>> FromSources(
        IReadOnlyList<IReadOnlyList<int>> sources,
        int start,
        int end,
        DecodingConfig config,
        CancellationToken cancellation = default
    ) => FromSources(sources, start, end, config, null, cancellation);

    /// <summary>The texts of the targets with their numbers of tokens, each up to the first of the config's texts that end it.</summary>
    internal IReadOnlyList<(string Text, int Tokens)> CountedFrom(
        IReadOnlyList<IReadOnlyList<int>> sources,
        PairTokenizers pairs,
        DecodingConfig config,
        CancellationToken cancellation
    ) =>
        [
            .. FromSources(sources, pairs.Start, pairs.End, config, pairs.Target, cancellation)
                .Select(tokens => Whole(tokens, pairs.Target, config)),
        ];

    /// <summary>The continuations of several prompts with their numbers of tokens, each up to the first of the config's texts that end
    /// it.</summary>
    internal IReadOnlyList<(string Text, int Tokens)> CountedBatch(
        IReadOnlyList<IReadOnlyList<int>> prompts,
        ITokenizer tokenizer,
        DecodingConfig config,
        CancellationToken cancellation
    ) =>
        config.Beams > 1
            ? [.. prompts.Select(prompt => Whole(Searched(prompt, tokenizer, config, cancellation), tokenizer, config))]
            : [.. Batch(prompts, config, cancellation).Select(tokens => Whole(tokens, tokenizer, config))];

    private IReadOnlyList<IReadOnlyList<int>> FromSources(
        IReadOnlyList<IReadOnlyList<int>> sources,
        int start,
        int end,
        DecodingConfig config,
        ITokenizer? target,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(sources);
        foreach (var source in sources)
            Check(source, config, "source");
        if (sources.Count == 0)
            return [];
        // A target without its beginning is no target.
        if (config.Overflow == ContextOverflow.Slide)
            config = config with { Overflow = ContextOverflow.Stop };
        var device = model.parameters().First().device;
        if (config.Beams > 1)
            return [.. sources.Select(Search)];
        using var batch = new SourceBatch(sources, device);
        return [.. Together([.. sources.Select(_ => (IReadOnlyList<int>)[start])], config, cancellation, batch, end)];

        IReadOnlyList<int> Search(IReadOnlyList<int> source)
        {
            using var one = new SourceBatch([source], device);
            var found = new BeamSearch(model, config, one).Find(
                [start],
                tokens => tokens[^1] == end || (target is not null && IsStopped(tokens, target, config)),
                cancellation
            );
            return [.. found.TakeWhile(token => token != end)];
        }
    }

    private static bool IsStopped(IReadOnlyList<int> tokens, ITokenizer tokenizer, DecodingConfig config) =>
        config.Stop.Count > 0 && config.Stop.Any(tokenizer.Decode([.. tokens]).Contains);

    private static (string Text, int Tokens) Whole(IEnumerable<int> tokens, ITokenizer tokenizer, DecodingConfig config)
    {
        var pieces = Pieces(tokens, tokenizer, config).ToList();
        return (string.Concat(pieces.Select(piece => piece.Text)), pieces.Sum(piece => piece.Tokens));
    }
}
