using System.Text;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Generation;
using Workbench.Tokenizers;

namespace Workbench.Operations;

/// <summary>Generates the texts that were asked for, with the model of a run.</summary>
/// <param name="run">The run.</param>
/// <param name="options">Prompts or sources, and decoding settings.</param>
/// <param name="show">Shows a piece of text.</param>
/// <param name="cancellation">Checked before every token.</param>
internal sealed class GenerationOfRun(TrainedModel run, GenerateOptions options, Action<string> show, CancellationToken cancellation)
{
    private readonly DecodingConfig _decoding = options.Decoding;

    /// <summary>The texts, in the order of the prompts or sources.</summary>
    /// <exception cref="InvalidInputException">The run's model does not take what is given.</exception>
    public IReadOnlyList<GeneratedText> Texts() =>
        run.Task is IReadsText
            ? throw new InvalidInputException(
                "the model answers about a text, and writes none",
                Variants.NameOf(run.Config.Task),
                "a run of lm, prefix-lm, g2p or translation",
                $"For its answers: {new CommandRef("predict")}",
                "run"
            )
        : run.Config.Model.Architecture.HasEncoder ? FromSources()
        : options.Sources.Count > 0
            ? throw new InvalidInputException(
                "the model has no encoder, so it reads no source",
                Variants.Format(run.Config.Model.Architecture),
                "--prompt text, or a run of an encoder-decoder",
                $"See {new CommandRef("runs list")}",
                "--source"
            )
        : options.Prompts is [var prompt] ? [Streamed(prompt)]
        : Continued();

    private IReadOnlyList<GeneratedText> FromSources()
    {
        if (options.Sources.Count == 0 || options.Prompts.Count > 0)
            throw new InvalidInputException(
                "a model with an encoder writes a target for a source, and takes no prompt",
                options.Sources.Count == 0 ? "no source" : "a prompt beside the source",
                "--source text",
                null,
                options.Sources.Count == 0 ? "--source" : "--prompt"
            );
        var pairs =
            run.Task.Pairs
            ?? throw new InvalidInputException(
                "the task has no texts for its tokens",
                Variants.NameOf(run.Config.Task),
                "a run of g2p or translation",
                $"See {new CommandRef("runs list")}",
                "run"
            );
        var sources = Tokens(options.Sources, pairs.Source, "--source");
        var found = new TextGenerator(run.Model).CountedFrom(sources, pairs, _decoding, cancellation);
        var isAlone = found.Count == 1;
        return Shown(
            [.. found.Zip(options.Sources, (one, source) => new GeneratedText("", source, one.Text, one.Tokens))],
            "\n",
            one => isAlone ? one.Text : $"{one.Source}\t{one.Text}"
        );
    }

    private IReadOnlyList<GeneratedText> Continued()
    {
        var prompts = Tokens(options.Prompts, Tokenizer(), "--prompt");
        var found = new TextGenerator(run.Model).CountedBatch(prompts, Tokenizer(), _decoding, cancellation);
        return Shown(
            [.. found.Zip(options.Prompts, (one, prompt) => new GeneratedText(prompt, null, one.Text, one.Tokens))],
            "\n\n",
            one => one.Prompt + one.Text
        );
    }

    private IReadOnlyList<GeneratedText> Shown(IReadOnlyList<GeneratedText> texts, string between, Func<GeneratedText, string> text)
    {
        show(string.Join(between, texts.Select(text)));
        return texts;
    }

    private GeneratedText Streamed(string prompt)
    {
        var tokenizer = Tokenizer();
        _ = Tokens([prompt], tokenizer, "--prompt");
        var text = new StringBuilder();
        var tokens = 0;
        // The prompt is reported with the first piece: an invalid prompt throws before anything is on standard output.
        foreach (var (piece, count) in new TextGenerator(run.Model).Counted(prompt, tokenizer, _decoding, cancellation))
        {
            if (tokens == 0)
                show(prompt);
            tokens += count;
            text.Append(piece);
            show(piece);
        }
        if (tokens == 0)
            show(prompt);
        return new(prompt, null, text.ToString(), tokens);
    }

    private ITokenizer Tokenizer() =>
        run.Task.Tokenizer
        ?? throw new InvalidInputException(
            "only a model trained on text can generate text",
            Variants.NameOf(run.Config.Task),
            "a run of char-lm or lm",
            $"See {new CommandRef("runs list")}",
            "run"
        );

    /// <summary>The tokens of texts; lists all that are refused.</summary>
    private IReadOnlyList<IReadOnlyList<int>> Tokens(IReadOnlyList<string> texts, ITokenizer tokenizer, string option)
    {
        var faults = new List<Fault>();
        var all = new List<IReadOnlyList<int>>();
        foreach (var (at, text) in texts.Index())
            try
            {
                var tokens = tokenizer.Encode(text);
                all.Add(tokens);
                if (_decoding.Overflow != ContextOverflow.Extrapolate && tokens.Length > run.Config.Model.Context)
                    faults.Add(TooLong(tokens.Length, Place(at)));
            }
            catch (InvalidInputException unknown)
            {
                faults.AddRange(unknown.Faults.Select(fault => fault with { Path = Place(at) }));
            }
        return faults.Count == 0 ? all : throw new InvalidInputException(faults);

        string Place(int at) => texts.Count == 1 ? option : $"{option} {at + 1}";
    }

    private Fault TooLong(int tokens, string place) =>
        new(
            "the text is longer than the model's context",
            $"{tokens} tokens",
            $"at most {run.Config.Model.Context}",
            run.Config.Model.Position.CanExtrapolate ? "Shorten it, or add --overflow extrapolate." : "Shorten it.",
            place
        );
}
