using Workbench.Configuration;
using Workbench.Data;
using Workbench.Data.Tasks;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Models.Positions;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Tests.Training;

/// <summary>Grapheme to phoneme on a small dictionary: batches, training, decoding, refusals.</summary>
public sealed class PairTaskTests : IDisposable
{
    private const int Context = 12;

    private readonly Runs _runs = new();
    private readonly TemporaryFolder _folder = new();
    private readonly string _dictionary;

    public PairTaskTests()
    {
        // C is spoken S before E and K elsewhere, so that reading letter by letter is not enough.
        var lines =
            from number in Enumerable.Range(0, 1200)
            let word = string.Concat(
                Enumerable.Range(0, 3 + number % 4).Select(i => "ABCEC"[(int)((number * 2_654_435_761L >> (3 * i)) % 5)])
            )
            select $"{word}  {string.Join(' ', word.Select((letter, i) => Phoneme(word, i)))}";
        var text = ";;; a dictionary\n" + string.Join('\n', lines.Distinct()) + "\nABBA(1)  B AH0\nX42  N OW1\n";
        _dictionary = Path.Combine(_folder.Path, "dictionary.txt");
        File.WriteAllText(_dictionary, text);
    }

    private static string Phoneme(string word, int at) =>
        word[at] switch
        {
            'A' => "AH0",
            'B' => "B",
            'C' => at + 1 < word.Length && word[at + 1] == 'E' ? "S" : "K",
            _ => "EH1",
        };

    private RunConfig Run(ArchitectureConfig architecture, int steps = 12) =>
        _runs.Small with
        {
            Task = new G2p(),
            Data = _dictionary,
            Model = _runs.Small.Model with { Architecture = architecture, Position = new Rope(), Width = 64, Context = Context },
            Train = _runs.Small.Train with { Steps = steps, BatchSize = 32, LearningRate = 3e-3, EvaluateEvery = 1000 },
        };

    private ITask Task(bool stress = false) => _runs.Tasks.Get(new G2p(stress), _dictionary);

    [Fact]
    public void Batches_are_padded_and_targets_are_the_inputs_one_later()
    {
        using var scope = NewDisposeScope();
        using var batch = Task().Train(1, 0, 8, Context, CPU);
        var (tokens, targets) = (batch.Inputs, batch.Targets);
        Assert.Equal(tokens.shape, targets.shape);
        for (var row = 0; row < 8; row++)
        {
            var read = tokens[row].data<long>().ToArray();
            var asked = targets[row].data<long>().ToArray().Where(token => token != Batch.Ignored).ToArray();
            Assert.Equal(PairTask.Start, read[0]);
            Assert.Equal(PairTask.End, asked[^1]);
            Assert.Equal(read[1..asked.Length], asked[..^1]);
            Assert.All(read[asked.Length..], token => Assert.Equal(PairTask.Padding, token));
            var source = batch.Input.Source![row].data<long>().ToArray();
            var padding = batch.Input.SourcePadding![row].data<bool>().ToArray();
            Assert.Equal(source.Select(token => token == PairTask.Padding), padding);
            // A letter is a phoneme here, so that both have one length.
            Assert.Equal(asked.Length - 1, padding.Count(one => !one));
        }
        // A row depends on its index alone.
        using var fewer = Task().Train(1, 0, 3, Context, CPU);
        var width = fewer.Input.Source!.shape[1];
        Assert.True(fewer.Input.Source.eq(batch.Input.Source!.narrow(0, 0, 3).narrow(1, 0, width)).all().item<bool>());
    }

    [Fact]
    public void Batches_of_similar_lengths_are_padded_less_and_draw_every_text()
    {
        // A batch of eight lengths from 1 to 100 has 44 % of padding at random: the largest of eight is 89 on average.
        var drawn = Enumerable.Range(0, 320).Select(step => Buckets.Rows(5, step, 8, 100, row => row + 1)).ToList();
        var padded = drawn.Average(rows => 1 - rows.Average(row => row + 1) / (rows.Max() + 1));
        Assert.InRange(padded, 0.02, 0.3);
        Assert.Equal(100, drawn.SelectMany(rows => rows).Distinct().Count());
        // Drawn uniformly: 2,560 draws of lengths with the mean 50.5; four standard deviations of the mean are 2.3.
        Assert.Equal(50.5, drawn.SelectMany(rows => rows).Average(row => row + 1.0), 2.3);
        Assert.Equal(drawn[7], Buckets.Rows(5, 7, 8, 100, row => row + 1));
        Assert.NotEqual(drawn[7], Buckets.Rows(6, 7, 8, 100, row => row + 1));
        Assert.Equal([1, 5, 9], Buckets.Spaced(3, 12, row => row + 1).Select(row => row + 1));
    }

    [Fact]
    public void Held_out_words_are_not_trained_on_and_stress_is_a_choice()
    {
        using var scope = NewDisposeScope();
        var validation = Task().Validation(Context, 10_000, 10_000, CPU)[0];
        HashSet<string> Sources(Batch batch) =>
            [
                .. Enumerable
                    .Range(0, (int)batch.Count)
                    .Select(row => string.Join(' ', batch.Input.Source![row].data<long>().Where(one => one > 0))),
            ];
        var held = Sources(validation);
        Assert.InRange(held.Count, 5, 100);
        for (var step = 0; step < 20; step++)
            Assert.Empty(Sources(Task().Train(3, step, 64, Context, CPU)).Intersect(held));
        // A, B, C, E; AH, B, EH, K, S, and with stress the same number under other names.
        Assert.Equal(3 + 4 + 5, Task().Vocabulary);
        Assert.NotEqual(Task().TokenizerFingerprint, Task(stress: true).TokenizerFingerprint);
        var floors = Task().Floors(Context);
        Assert.Equal(1, floors.Chance);
        Assert.InRange(floors.Shortcut, 0.01, 0.4);
    }

    [Theory]
    [InlineData("encoder-decoder")]
    [InlineData("encoder-rnn")]
    public void A_model_with_an_encoder_learns_what_no_single_letter_tells(string architecture)
    {
        var config = Run(Variants.Parse<ArchitectureConfig>(architecture), steps: 700);
        var result = _runs.Trainer.Run(config, _runs.Folder(architecture));
        Assert.Equal("phoneme error rate", result.Metric);
        Assert.Null(result.Error);
        Assert.True(result.FinalMetric < Task().Floors(Context).Shortcut, $"{result.FinalMetric}");
    }

    [Fact]
    public void An_interrupted_run_resumes_with_the_same_bits()
    {
        var config = Run(new EncoderDecoder(), steps: 20) with { Seed = 4 };
        var whole = _runs.Trainer.Run(config, _runs.Folder("whole"));
        var parted = _runs.Folder("parted");
        Assert.Equal(RunStatus.Interrupted, _runs.Trainer.Run(config, parted, pauseAt: 11).Status);
        Assert.Equal(Runs.Numbers(whole), Runs.Numbers(_runs.Trainer.Run(config, parted)));
        Assert.Equal(Runs.Weights(_runs.Folder("whole")), Runs.Weights(parted));
    }

    [Fact]
    public void Tasks_and_architectures_that_do_not_fit_are_refused()
    {
        var pairs = Assert.Throws<InvalidInputException>(() => Run(new DecoderOnly()).Resolve(_runs.Tasks));
        Assert.Equal(
            "model.architecture: the task has a source and a target text, which need an encoder and a decoder",
            $"{pairs.Faults[0].Path}: {pairs.Faults[0].Rule}"
        );
        var text = _runs.Small with { Model = _runs.Small.Model with { Architecture = new EncoderOnly() } };
        Assert.Equal(
            "the task predicts the next token of one text, which needs a decoder",
            Assert.Throws<InvalidInputException>(() => text.Resolve(_runs.Tasks)).Faults[0].Rule
        );
        var narrow = Run(new EncoderDecoder());
        narrow = narrow with { Model = narrow.Model with { Context = 4 } };
        Assert.Contains(
            "at least 7",
            Assert.Throws<InvalidInputException>(() => narrow.Resolve(_runs.Tasks)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is not a pronouncing dictionary",
            Assert.Throws<InvalidInputException>(() => _runs.Tasks.Get(new G2p(), _runs.Text)).Message,
            StringComparison.Ordinal
        );
    }

    public void Dispose()
    {
        _runs.Dispose();
        _folder.Dispose();
    }
}
