using TorchSharp;
using Workbench.Data;
using Workbench.Data.Tasks;

namespace Workbench.Tests.Data;

public sealed class CharLmTests
{
    private static readonly Corpus Corpus = new(
        "tiny",
        Enumerable.Range(0, 20).Select(i => new Document($"d{i:D2}", $"document {i}: the quick brown fox, number {i * i}. "))
    );

    private readonly ITask _task = new CharLm().Build(Corpus);

    private static string[] Texts(ITask task, torch.Tensor tokens) =>
        [
            .. tokens
                .data<long>()
                .ToArray()
                .Chunk((int)tokens.shape[1])
                .Select(row => task.Tokenizer!.Decode([.. row.Select(token => (int)token)])),
        ];

    [Fact]
    public void Windows_are_pieces_of_their_side_of_the_split_and_targets_are_one_on()
    {
        var split = DocumentSplit.Of(Corpus);
        var (training, validation) = (
            string.Join('\n', split.Training.Select(one => one.Text)),
            string.Join('\n', split.Validation.Select(one => one.Text))
        );
        using var batch = _task.Train(1, 2, 50, 16, torch.CPU);
        Check(batch, training);
        Assert.True(Texts(_task, batch.Inputs).Distinct().Count() > 30);
        var windows = _task.Validation(16, 30, 8, torch.CPU);
        Assert.Equal(30, windows.Sum(one => one.Count));
        foreach (var one in windows)
        {
            Check(one, validation);
            one.Dispose();
        }

        void Check(Batch one, string text)
        {
            foreach (var (input, target) in Texts(_task, one.Inputs).Zip(Texts(_task, one.Targets)))
            {
                Assert.Contains(input + target[^1], text);
                Assert.Equal(input[1..], target[..^1]);
            }
        }
    }

    [Fact]
    public void Validation_reaches_from_the_first_character_to_the_last_and_repeats_none()
    {
        var text = string.Join('\n', DocumentSplit.Of(Corpus).Validation.Select(one => one.Text));
        var windows = _task.Validation(16, 10_000, 10_000, torch.CPU);
        using var all = Assert.Single(windows);
        Assert.Equal(text.Length - 16, all.Count);
        Assert.Equal(text[..16], Texts(_task, all.Inputs)[0]);
        Assert.Equal(text[^16..], Texts(_task, all.Targets)[^1]);
    }

    [Fact]
    public void A_row_is_a_function_of_seed_step_and_its_number()
    {
        using var large = _task.Train(5, 7, 8, 12, torch.CPU);
        using var small = _task.Train(5, 7, 3, 12, torch.CPU);
        using var other = _task.Train(5, 8, 8, 12, torch.CPU);
        Assert.Equal(Texts(_task, large.Inputs)[..3], Texts(_task, small.Inputs));
        Assert.NotEqual(Texts(_task, large.Inputs), Texts(_task, other.Inputs));
    }

    [Fact]
    public void The_floors_are_ordered()
    {
        var floors = _task.Floors(16);
        Assert.True(floors.Shortcut < floors.Chance);
        Assert.True(floors.Chance < Math.Log(_task.Vocabulary) + 0.5);
        Assert.True(_task.Metric.LowerIsBetter);
    }

    [Fact]
    public void A_text_shorter_than_a_window_is_refused_with_its_length()
    {
        var short_ = new CharLm().Build(new("note.txt", [new("text", "just a few words")]));
        var fault = Assert.Single(short_.Check(64));
        Assert.Equal(
            "data: the text is too short for a window (got note.txt: 15 characters to train on, 1 for validation); allowed: at "
                + "least 65 of each for windows of 64. give a longer text, or lower model.context",
            fault.ToString()
        );
        Assert.Empty(_task.Check(16));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(40_000)]
    public void Large_vocabularies_survive_the_compact_tokens(int characters)
    {
        // A text of many scripts: every code point from U+0100 on that is a character.
        var text = string.Concat(
            Enumerable.Range(0x100, characters).Where(code => !char.IsSurrogate((char)code)).Select(code => (char)code)
        );
        var wide = new CharLm().Build(new("wide", [new("a", text), new("b", text)]));
        using var batch = Assert.Single(wide.Validation(8, 50, 50, torch.CPU));
        Assert.All(Texts(wide, batch.Inputs), window => Assert.Contains(window, text));
    }

    [Fact]
    public void Tasks_are_built_once_and_failures_are_not_kept()
    {
        using var folder = new TemporaryFolder();
        var source = new TaskSource(
            new Catalogue(
                folder.File("cache"),
                new FakePackages(new Dictionary<string, string>()) { Fails = new InvalidInputException("no network") }
            )
        );
        var path = folder.File("text.txt");
        Assert.Throws<InvalidInputException>(() => source.Get(new CharLm(), path));
        folder.Write("text.txt", string.Concat(Enumerable.Repeat("some text ", 50)));
        Assert.Same(source.Get(new CharLm(), path), source.Get(new CharLm(), path));
        Assert.Equal("no network", Assert.Throws<InvalidInputException>(() => source.Get(new CharLm(), "")).Message);
        var refused = Assert.Throws<InvalidInputException>(() => source.Get(new Copy(), "sotu"));
        Assert.Equal(
            "data: this task generates its data (got sotu); allowed: no --data. leave --data out, or choose a task on text: char-lm",
            refused.Message
        );
    }
}
