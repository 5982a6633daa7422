using System.Globalization;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Generation;
using Workbench.Models;
using Workbench.Models.Architectures;
using static TorchSharp.torch;

namespace Workbench.Operations;

/// <summary>What a run's model reads when its attention is shown, and which of its attentions that is.</summary>
/// <param name="Part">The attention.</param>
/// <param name="Model">The config of the stack that the attention belongs to.</param>
/// <param name="Input">What the model reads.</param>
/// <param name="Queries">The labels of the queries.</param>
/// <param name="Keys">The labels of the keys.</param>
internal sealed record AttentionInput(
    AttentionPart Part,
    TransformerConfig Model,
    ModelInput Input,
    IReadOnlyList<string> Queries,
    IReadOnlyList<string> Keys
)
{
    /// <summary>Whether a query sees no key after itself.</summary>
    public bool IsCausal => Part == AttentionPart.Decoder && (Model.Architecture.Masks & MaskKinds.Causal) != 0;

    /// <summary>The figure's title.</summary>
    public string Title =>
        Part switch
        {
            AttentionPart.Encoder => "Attention of the encoder",
            AttentionPart.Cross => "Attention of the target to the source",
            _ => "Attention",
        };

    /// <summary>The name of a layer's weights.</summary>
    public string Path(int layer) =>
        Part switch
        {
            AttentionPart.Encoder when Input.Source is not null => $"encoder.blocks.{layer}.attention.weights",
            AttentionPart.Cross => $"blocks.{layer}.cross_attention.weights",
            _ => $"blocks.{layer}.attention.weights",
        };

    /// <summary>Faults of texts that are longer than the model can read.</summary>
    public IEnumerable<Fault> TooLong() =>
        Model.Position.CanExtrapolate
            ? []
            : new[] { (Text: Input.Tokens, Option: "--text"), (Text: Input.Source!, Option: "--source") }
                .Where(one => one.Text is not null && one.Text.shape[1] > Model.Context)
                .Select(one => new Fault(
                    $"a {Variants.NameOf(Model.Position)} position is not defined beyond the context",
                    $"{one.Text.shape[1]} tokens",
                    $"at most {Model.Context}",
                    "Give a shorter text.",
                    one.Option
                ));

    /// <summary>The input that was asked for. The tensors belong to the current dispose scope.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">The text, the source and the part.</param>
    /// <param name="cancellation">Stops the writing of a target.</param>
    /// <exception cref="InvalidInputException">The model has no such part, or does not take the texts.</exception>
    public static AttentionInput Of(TrainedModel run, ShowAttentionOptions options, CancellationToken cancellation)
    {
        var model = run.Config.Model;
        var parts = PartsOf(model);
        var part = options.Part ?? parts[^1];
        if (!parts.Contains(part))
            throw new InvalidInputException(
                "the model has no such attention",
                $"{Name(part)} with architecture={Variants.Format(model.Architecture)}",
                string.Join(", ", parts.Select(one => $"--part {Name(one)}")),
                null,
                "--part"
            );
        if (!model.Architecture.HasEncoder)
        {
            var (tokens, labels) = OneText(options, run);
            return new(part, model, Row(tokens, run), labels, labels);
        }
        var texts = TwoTexts(options, run, cancellation);
        var input = new ModelInput(Row(texts.Target, run)) { Source = Row(texts.Source, run) };
        var pairs = run.Task.Pairs;
        var (source, target) = (
            texts.Source.Select(token => pairs?.Source.Decode([(int)token]) ?? $"{token}").ToList(),
            texts.Target.Select(token => pairs?.Label((int)token) ?? $"{token}").ToList()
        );
        return part switch
        {
            AttentionPart.Encoder => new(part, model.EncoderStack!, input, source, source),
            AttentionPart.Cross => new(part, model, input, target, source),
            _ => new(part, model, input, target, target),
        };
    }

    // The last one is shown by default.
    private static AttentionPart[] PartsOf(TransformerConfig model) =>
        model.Architecture switch
        {
            EncoderOnly => [AttentionPart.Encoder],
            EncoderRnn => [AttentionPart.Encoder, AttentionPart.Cross],
            { HasEncoder: true } => [AttentionPart.Encoder, AttentionPart.Decoder, AttentionPart.Cross],
            _ => [AttentionPart.Decoder],
        };

    private static string Name(AttentionPart part) => Names.Field($"{part}");

    private static Tensor Row(long[] tokens, TrainedModel run) =>
        tensor(tokens, [1, tokens.Length], ScalarType.Int64, run.Model.parameters().First().device);

    private static (long[] Tokens, IReadOnlyList<string> Labels) OneText(ShowAttentionOptions options, TrainedModel run)
    {
        if (options.Source is not null)
            throw new InvalidInputException(
                "the model has no encoder, so it reads no source",
                Variants.Format(run.Config.Model.Architecture),
                "--text text",
                null,
                "--source"
            );
        var tokenizer = run.Task.Tokenizer;
        long[] tokens;
        if (options.Text is not { } text)
            tokens = Window(run, batch => batch.Inputs);
        else
            tokens = tokenizer is null ? Numbers(text, run.Task.Vocabulary) : [.. tokenizer.Encode(text).Select(token => (long)token)];
        return tokens.Length > 0
            ? (tokens, [.. tokens.Select(token => tokenizer is null ? $"{token}" : Visible(tokenizer.Decode([(int)token])))])
            : throw new InvalidInputException("the text is empty", "\"\"", "one token or more", null, "--text");
    }

    private static (long[] Source, long[] Target) TwoTexts(ShowAttentionOptions options, TrainedModel run, CancellationToken cancellation)
    {
        if (options.Source is null)
            return options.Text is null
                ? (Window(run, batch => batch.Input.Source!), Window(run, batch => batch.Inputs))
                : throw new InvalidInputException(
                    "a target belongs to a source",
                    "no source",
                    "--source text, with or without --text target",
                    null,
                    "--source"
                );
        var pairs =
            run.Task.Pairs
            ?? throw new InvalidInputException(
                "the task has no texts for its tokens",
                Variants.NameOf(run.Config.Task),
                null,
                "Leave out --source to show a validation pair.",
                "--source"
            );
        var source = pairs.Source.Encode(options.Source);
        if (source.Length == 0)
            throw new InvalidInputException("the source is empty", "\"\"", "one token or more", null, "--source");
        int[] target = options.Text is { } text ? pairs.Read(text) : [pairs.Start, .. Written(source)];
        return (Array.ConvertAll(source, token => (long)token), Array.ConvertAll(target, token => (long)token));

        IReadOnlyList<int> Written(int[] tokens) =>
            new TextGenerator(run.Model).FromSources(
                [tokens],
                pairs.Start,
                pairs.End,
                // The decoder reads the start and all that it has written.
                DecodingConfig.Greedy with
                {
                    MaxTokens = run.Config.Model.Context - 1,
                },
                cancellation
            )[0];
    }

    private static long[] Window(TrainedModel run, Func<Batch, Tensor> part)
    {
        using var window = run.Task.Validation(run.Config.Model.Context, 1, 1, CPU)[0];
        return part(window).select(0, 0).to(ScalarType.Int64).data<long>().ToArray();
    }

    private static long[] Numbers(string text, int vocabulary)
    {
        var words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var invalid = words
            .Where(word => !long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var token) || token >= vocabulary)
            .ToList();
        return invalid.Count == 0
            ? [.. words.Select(word => long.Parse(word, CultureInfo.InvariantCulture))]
            : throw new InvalidInputException(
                "this task has no text, only tokens",
                string.Join(" ", invalid),
                $"numbers from 0 to {vocabulary - 1}",
                "Leave out --text to show a validation window.",
                "--text"
            );
    }

    /// <summary>A token's text with blanks that can be seen.</summary>
    internal static string Visible(string token) =>
        token switch
        {
            " " => "␣",
            "\n" => "⏎",
            "\t" => "⇥",
            _ => token,
        };
}
