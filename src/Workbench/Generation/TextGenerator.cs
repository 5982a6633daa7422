using System.Text;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Tokenizers;

namespace Workbench.Generation;

/// <summary>Continues a prompt token by token, with cached attention state.</summary>
/// <param name="model">The model; its weights are only read.</param>
public sealed partial class TextGenerator(Transformer model)
{
    /// <summary>
    /// New tokens, computed lazily as the sequence is enumerated; those of a beam search all at once. Texts that end the generation are
    /// not looked for: see <see cref="Text"/>.
    /// </summary>
    /// <param name="prompt">At least one token. Of a prompt longer than the context, only the last tokens that fit are read, unless the
    /// config extrapolates.</param>
    /// <param name="config">How tokens are chosen.</param>
    /// <param name="cancellation">Checked before every token.</param>
    /// <exception cref="InvalidInputException">The prompt is empty or has tokens outside the vocabulary; the config is
    /// invalid.</exception>
    public IEnumerable<int> Tokens(IReadOnlyList<int> prompt, DecodingConfig config, CancellationToken cancellation = default)
    {
        Check(prompt, config);
        return Go(prompt, config, cancellation);
    }

    /// <summary>
    /// New tokens for several prompts, which may have different lengths, computed together: the same as <see cref="Tokens"/> gives for each
    /// prompt, up to rounding. While a longer prompt is still being read, shorter ones go on with their new tokens, so that no text is
    /// padded.
    /// </summary>
    /// <param name="prompts">The prompts, at least one token each.</param>
    /// <param name="config">How tokens are chosen. Every prompt draws the same random numbers.</param>
    /// <param name="cancellation">Checked before every token.</param>
    /// <returns>The new tokens of each prompt.</returns>
    /// <exception cref="InvalidInputException">A prompt is empty or has tokens outside the vocabulary; the config is invalid.</exception>
    public IReadOnlyList<IReadOnlyList<int>> Batch(
        IReadOnlyList<IReadOnlyList<int>> prompts,
        DecodingConfig config,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(prompts);
        foreach (var prompt in prompts)
            Check(prompt, config);
        // A prefix is read as a whole, so that only prompts of one length go together; a beam search has a batch of its own.
        if (config.Beams > 1)
            return [.. prompts.Select(prompt => Go(prompt, config, cancellation).ToList())];
        var made = new IReadOnlyList<int>[prompts.Count];
        var groups =
            model.Config.Architecture is PrefixLm ? prompts.Index().GroupBy(one => one.Item.Count) : prompts.Index().GroupBy(_ => 0);
        foreach (var group in groups)
        foreach (var (row, tokens) in group.Zip(Together([.. group.Select(one => one.Item)], config, cancellation)))
            made[row.Index] = tokens;
        return made;
    }

    private IEnumerable<IReadOnlyList<int>> Together(
        IReadOnlyList<IReadOnlyList<int>> prompts,
        DecodingConfig config,
        CancellationToken cancellation,
        SourceBatch? sources = null,
        int end = -1
    )
    {
        var bound = config.Overflow == ContextOverflow.Extrapolate ? int.MaxValue : model.Config.Context;
        var texts = prompts.Select(prompt => prompt.TakeLast(bound).ToList()).ToList();
        int[] starts = [.. texts.Select(text => text.Count)];
        using var reader = new ContextReader(model, config.Overflow, texts.Count, sources);
        var open = texts.Count;
        for (var length = starts.Min(); open > 0 && length < starts.Max() + config.MaxTokens; length++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (reader.Read([.. texts.Select(text => text.GetRange(0, length))]) is not { } logits)
                break;
            // The others have a token of their prompt at this place.
            foreach (var (row, text) in texts.Index().Where(one => one.Item.Count == length))
            {
                Sampler.Penalise(logits[row], prompts[row].Concat(text.Skip(starts[row])), config.RepetitionPenalty);
                text.Add(Sampler.Choose(logits[row], config, (ulong)(length - starts[row])));
                if (text[^1] == end && text.IndexOf(end) == text.Count - 1)
                    open--;
            }
        }
        return texts.Select(
            (text, row) => (IReadOnlyList<int>)[.. text.Skip(starts[row]).Take(config.MaxTokens).TakeWhile(token => token != end)]
        );
    }

    private void Check(IReadOnlyList<int> prompt, DecodingConfig config, string what = "prompt")
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(config);
        var faults = ConfigTree.Validate(config).ToList();
        if (prompt.Count == 0)
            faults.Add(new($"a {what} has at least one token", "none", NextStep: $"Give a {what} of at least one character.", Path: what));
        var vocabulary = model.Config.Vocabulary;
        if (
            prompt.FirstOrDefault(token => token < 0 || token >= vocabulary, -1) is var unknown
            && prompt.Any(token => token < 0 || token >= vocabulary)
        )
            faults.Add(new($"a token of the {what} is unknown to the model", $"{unknown}", $"0 to {vocabulary - 1}", Path: what));
        if (config.Overflow == ContextOverflow.Extrapolate && !model.Config.Position.CanExtrapolate)
            faults.Add(
                new(
                    $"a {Variants.NameOf(model.Config.Position)} position is not defined beyond the context",
                    "extrapolate",
                    "slide, stop",
                    Path: "overflow"
                )
            );
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
    }

    private IEnumerable<int> Go(IReadOnlyList<int> prompt, DecodingConfig config, CancellationToken cancellation)
    {
        if (config.Beams > 1)
        {
            foreach (var token in new BeamSearch(model, config).Find(prompt, _ => false, cancellation))
                yield return token;
            yield break;
        }
        var text = prompt.ToList();
        using var reader = new ContextReader(model, config.Overflow);
        for (var i = 0; i < config.MaxTokens; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (reader.Read([text]) is not [var logits])
                yield break;
            Sampler.Penalise(logits, text, config.RepetitionPenalty);
            var token = Sampler.Choose(logits, config, (ulong)i);
            text.Add(token);
            yield return token;
        }
    }

    /// <summary>New text, one piece per token, computed lazily, up to the first of the config's texts that end it.</summary>
    /// <param name="prompt">At least one character.</param>
    /// <param name="tokenizer">The tokenizer with which the model was trained.</param>
    /// <param name="config">How tokens are chosen.</param>
    /// <param name="cancellation">Checked before every token.</param>
    /// <exception cref="InvalidInputException">The prompt is empty or has tokens outside the vocabulary; the config is
    /// invalid.</exception>
    public IEnumerable<string> Text(string prompt, ITokenizer tokenizer, DecodingConfig config, CancellationToken cancellation = default) =>
        Counted(prompt, tokenizer, config, cancellation).Select(one => one.Text);

    /// <summary>As <see cref="Text"/>, each piece with the number of its tokens: 1, or 0 for text that was held back until the
    /// end.</summary>
    internal IEnumerable<(string Text, int Tokens)> Counted(
        string prompt,
        ITokenizer tokenizer,
        DecodingConfig config,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(config);
        var tokens = tokenizer.Encode(prompt);
        return Pieces(
            config.Beams > 1 ? Searched(tokens, tokenizer, config, cancellation) : Tokens(tokens, config, cancellation),
            tokenizer,
            config
        );
    }

    private IEnumerable<int> Searched(
        IReadOnlyList<int> prompt,
        ITokenizer tokenizer,
        DecodingConfig config,
        CancellationToken cancellation
    )
    {
        Check(prompt, config);
        return new BeamSearch(model, config).Find(prompt, tokens => IsStopped(tokens, tokenizer, config), cancellation);
    }

    private static IEnumerable<(string Text, int Tokens)> Pieces(IEnumerable<int> tokens, ITokenizer tokenizer, DecodingConfig config)
    {
        var stop = new StopTexts(config.Stop);
        var stream = new TextStream(tokenizer);
        foreach (var token in tokens)
        {
            yield return (stop.Add(stream.Add(token)), 1);
            if (stop.Reached)
                yield break;
        }
        if (stream.Rest() is { Length: > 0 } incomplete)
            yield return (stop.Add(incomplete), 0);
        if (stop.Rest() is { Length: > 0 } rest)
            yield return (rest, 0);
    }

    /// <summary>The complete generated text.</summary>
    /// <inheritdoc cref="Text"/>
    public string Complete(string prompt, ITokenizer tokenizer, DecodingConfig config, CancellationToken cancellation = default)
    {
        var answer = new StringBuilder();
        foreach (var piece in Text(prompt, tokenizer, config, cancellation))
            answer.Append(piece);
        return answer.ToString();
    }
}
