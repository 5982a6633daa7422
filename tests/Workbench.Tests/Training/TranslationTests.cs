using Workbench.Data;
using Workbench.Data.Tasks;
using Workbench.Models.Architectures;
using Workbench.Models.Positions;
using Workbench.Tokenizers;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Tests.Training;

/// <summary>Translation on a small language: pairs, floors, training scored by BLEU and chrF, the Bibles of Debian's packages.</summary>
public sealed class TranslationTests : IDisposable
{
    private static readonly string[][] Words =
    [
        ["the", "dog", "cat", "sees", "a", "house", "big", "red"],
        ["el", "perro", "gato", "ve", "una", "casa", "grande", "rojo"],
    ];

    private readonly Runs _runs = new();
    private readonly TemporaryFolder _folder = new();
    private readonly string _text;

    public TranslationTests()
    {
        // The translation has its words in the opposite order, so that no word-by-word translation has its bigrams.
        var lines =
            from number in Enumerable.Range(0, 900)
            let chosen = Enumerable.Range(0, 4 + number % 3).Select(i => (int)((number * 2_654_435_761L >> (3 * i)) % 8)).ToList()
            select $"{string.Join(' ', chosen.Select(word => Words[0][word]))}\t"
                + string.Join(' ', Enumerable.Reverse(chosen).Select(word => Words[1][word]));
        // A user's file is one document, of which the last tenth is held out.
        _text = _folder.File("pairs.txt");
        File.WriteAllText(_text, string.Join('\n', lines));
    }

    private ITask Task(TranslationMetric metric = TranslationMetric.Bleu) => _runs.Tasks.Get(new Translation(metric), _text, new Bpe(300));

    [Fact]
    public void Pairs_beyond_the_context_are_left_out_and_the_others_kept_whole()
    {
        using var scope = NewDisposeScope();
        var task = Task();
        Assert.Contains("at least", Assert.Single(task.Check(3)).Allowed);
        var (all, some) = (task.Validation(500, 1000, 1000, CPU)[0], task.Validation(10, 1000, 1000, CPU)[0]);
        Assert.InRange(some.Count, 1, all.Count - 1);
        Assert.True(some.Context <= 10 && some.Input.Source!.shape[1] <= 10);
        var pairs = task.Pairs!;
        for (var row = 0; row < some.Count; row++)
        {
            string Text(Tensor tokens, ITokenizer tokenizer) =>
                tokenizer.Decode([.. tokens.data<long>().Where(token => token >= 0).Select(token => (int)token)]);
            var source = Text(some.Input.Source![row], pairs.Source).Split(' ');
            var target = Text(some.Targets[row], pairs.Target).Split(' ');
            Assert.Equal(source.Select(word => Words[1][Array.IndexOf(Words[0], word)]).Reverse(), target);
        }
    }

    [Fact]
    public void The_floors_are_a_copy_and_a_dictionary()
    {
        var floors = Task(TranslationMetric.Chrf).Floors(64);
        // The dictionary finds every word, and chrF sees the words more than their order.
        Assert.InRange(floors.Chance, 0, 30);
        Assert.InRange(floors.Shortcut, 50, 99);
        var words = new WordByWord([new("a b", "x y"), new("a c", "x z"), new("b", "y")]);
        Assert.Equal("x y z unknown", words.Translate("A b c unknown"));
    }

    [Fact]
    public void A_model_translates_what_no_dictionary_does()
    {
        var config = _runs.Small with
        {
            Task = new Translation(),
            Data = _text,
            Tokenizer = new Bpe(300),
            Model = _runs.Small.Model with { Architecture = new EncoderDecoder(), Position = new Rope(), Width = 64, Context = 32 },
            Train = _runs.Small.Train with { Steps = 600, BatchSize = 32, LearningRate = 3e-3, EvaluateEvery = 1000 },
        };
        var result = _runs.Trainer.Run(config, _runs.Folder("translation"));
        Assert.Null(result.Error);
        Assert.True(result.FinalMetric > Task().Floors(32).Shortcut, $"{result.FinalMetric} against {Task().Floors(32).Shortcut}");
    }

    [Fact]
    public void Modules_that_are_not_installed_are_said_with_the_packages()
    {
        var missing = Assert.Throws<InvalidInputException>(() =>
            new SwordClient("no-such-mod2imp").Download("engKJV2006eb", "1", _folder.Path, TestContext.Current.CancellationToken)
        );
        Assert.Contains("sudo apt-get install -y libsword-utils sword-text-kjv sword-text-sparv", missing.Message);
        var unknown = Assert.Throws<InvalidInputException>(() =>
            new SwordClient().Download("no-such-module", "1", _folder.Path, TestContext.Current.CancellationToken)
        );
        Assert.Contains("no module no-such-module", unknown.Message);
    }

    public void Dispose()
    {
        _runs.Dispose();
        _folder.Dispose();
    }
}
