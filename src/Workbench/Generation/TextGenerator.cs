using System.Text;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Tokenizers;
using static TorchSharp.torch;

namespace Workbench.Generation;

/// <summary>Continues a prompt token by token, with cached attention state.</summary>
/// <param name="model">The model; its weights are only read.</param>
public sealed class TextGenerator(Transformer model)
{
    /// <summary>New tokens, computed lazily as the sequence is enumerated.</summary>
    /// <param name="prompt">At least one token. Of a prompt longer than the context, only the last tokens that fit are read, unless the
    /// config extrapolates.</param>
    /// <param name="config">How tokens are chosen.</param>
    /// <param name="cancellation">Checked before every token.</param>
    /// <exception cref="InvalidInputException">The prompt is empty or has tokens outside the vocabulary; the config is
    /// invalid.</exception>
    public IEnumerable<int> Tokens(IReadOnlyList<int> prompt, DecodingConfig config, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(config);
        var faults = ConfigTree.Validate(config).ToList();
        if (prompt.Count == 0)
            faults.Add(
                new("a prompt has at least one token", "none", NextStep: "Give a prompt of at least one character.", Path: "prompt")
            );
        var vocabulary = model.Config.Vocabulary;
        if (
            prompt.FirstOrDefault(token => token < 0 || token >= vocabulary, -1) is var unknown
            && prompt.Any(token => token < 0 || token >= vocabulary)
        )
            faults.Add(new("a token of the prompt is unknown to the model", $"{unknown}", $"0 to {vocabulary - 1}", Path: "prompt"));
        if (config.Overflow == ContextOverflow.Extrapolate && !model.Config.Position.CanExtrapolate)
            faults.Add(
                new(
                    $"a {Variants.NameOf(model.Config.Position)} position is not defined beyond the context",
                    "extrapolate",
                    "slide, stop",
                    Path: "overflow"
                )
            );
        return faults.Count > 0 ? throw new InvalidInputException(faults) : Go(prompt, config, cancellation);
    }

    private IEnumerable<int> Go(IReadOnlyList<int> prompt, DecodingConfig config, CancellationToken cancellation)
    {
        var bounded = config.Overflow != ContextOverflow.Extrapolate;
        var context = model.Config.Context;
        var text = prompt.ToList();
        var unread = bounded && text.Count > context ? context : text.Count; // number of final tokens that the state has not read
        var state = model.NewState();
        try
        {
            for (var i = 0; i < config.MaxTokens; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (bounded && state.Length + unread > context)
                {
                    if (config.Overflow == ContextOverflow.Stop)
                        yield break;
                    state.Dispose();
                    state = model.NewState();
                    unread = Math.Max(1, context / 2);
                }
                var token = Sampler.Choose(Read(text, unread, state), config, (ulong)i);
                text.Add(token);
                unread = 1;
                yield return token;
            }
        }
        finally
        {
            state.Dispose();
        }
    }

    private float[] Read(List<int> text, int unread, DecodingState state)
    {
        using var scope = NewDisposeScope();
        var tokens = tensor(text.TakeLast(unread).Select(one => (long)one).ToArray(), [1, unread], ScalarType.Int64, Device);
        var logits = model.Step(tokens, state).select(0, 0).select(0, -1); // [V]
        return logits.to(ScalarType.Float32).cpu().data<float>().ToArray();
    }

    private Device Device => model.parameters().First().device;

    /// <summary>New text, one piece per token, computed lazily.</summary>
    /// <param name="prompt">At least one character.</param>
    /// <param name="tokenizer">The tokenizer with which the model was trained.</param>
    /// <param name="config">How tokens are chosen.</param>
    /// <param name="cancellation">Checked before every token.</param>
    /// <exception cref="InvalidInputException">The prompt is empty or has tokens outside the vocabulary; the config is
    /// invalid.</exception>
    public IEnumerable<string> Text(string prompt, ITokenizer tokenizer, DecodingConfig config, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return Tokens(tokenizer.Encode(prompt), config, cancellation).Select(token => tokenizer.Decode([token]));
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
