using System.Text;
using System.Text.Json;
using TorchSharp;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Data.Tasks;
using Workbench.Tokenizers;
using Workbench.Training;

namespace Workbench.Tests.Data;

public sealed class LmTests : IDisposable
{
    private static readonly Corpus Corpus = new(
        "tiny",
        Enumerable.Range(0, 40).Select(i => new Document($"d{i:D2}", $"document {i}: the quick brown fox, naïve 🙂 number {i * i}. "))
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ITask Build(TokenizerConfig tokenizer) =>
        new Lm().Build(Corpus, tokenizer, one => new(new Catalogue(_folder.File("cache")), one));

    [Theory]
    [InlineData("char")]
    [InlineData("bpe:300")]
    public void Windows_count_the_bytes_of_their_targets(string tokenizer)
    {
        var task = Build(Variants.Parse<TokenizerConfig>(tokenizer));
        var text = string.Join('\n', DocumentSplit.Of(Corpus).Validation.Select(one => one.Text));
        foreach (var batch in task.Validation(8, 30, 1, torch.CPU))
        {
            var tokens = batch.Inputs.data<long>().ToArray().Concat(batch.Targets.data<long>().ToArray()[^1..]).ToArray();
            var targets = task.Tokenizer!.Decode([.. batch.Targets.data<long>().Select(token => (int)token)]);
            if (!targets.Contains('\uFFFD'))
            {
                Assert.Equal(Encoding.UTF8.GetByteCount(targets), batch.TargetBytes);
                Assert.Contains(targets, text);
            }
            Assert.Equal(tokens[1..], batch.Targets.data<long>().ToArray());
            batch.Dispose();
        }
    }

    // The sum of all tokens' bytes is the text's, and a uniform model needs log2 V bits a token.
    [Fact]
    public void A_uniform_model_scores_the_bits_of_its_vocabulary()
    {
        var task = Build(new Bpe(300));
        var windows = task.Validation(8, 30, 4, torch.CPU);
        using var uniform = new Uniform(task.Vocabulary);
        var (loss, metric) = Evaluator.Evaluate(uniform, windows, task.Metric, TestContext.Current.CancellationToken);
        var (tokens, bytes) = (windows.Sum(one => one.Count * one.Context), windows.Sum(one => one.TargetBytes));
        Assert.Equal(Math.Log(task.Vocabulary), loss, 5);
        Assert.Equal(Math.Log2(task.Vocabulary) * tokens / bytes, metric, 5);
        Assert.InRange(task.Floors(8).Shortcut, 0, task.Floors(8).Chance);
    }

    private sealed class Uniform(int vocabulary) : torch.nn.Module<torch.Tensor, torch.Tensor>("uniform")
    {
        public override torch.Tensor forward(torch.Tensor input) => torch.zeros(input.shape[0], input.shape[1], vocabulary);
    }

    [Fact]
    public void Tokenizer_and_tokens_come_from_the_cache_and_damage_is_noticed()
    {
        var first = Build(new Bpe(300));
        var files = Directory
            .GetFiles(_folder.File("cache"), "*", SearchOption.AllDirectories)
            .Where(one => !one.EndsWith(".lock"))
            .ToList();
        Assert.Equal(3, files.Count);
        var times = files.ConvertAll(File.GetLastWriteTimeUtc);
        Assert.Equal(first.TokenizerFingerprint, Build(new Bpe(300)).TokenizerFingerprint);
        Assert.Equal(times, files.ConvertAll(File.GetLastWriteTimeUtc));
        foreach (var file in files.Where(one => !one.EndsWith("sha256")))
        {
            var bytes = File.ReadAllBytes(file);
            File.Delete(file);
            bytes[^20] ^= 1;
            File.WriteAllBytes(file, bytes);
        }
        var again = Build(new Bpe(300));
        Assert.Equal(first.TokenizerFingerprint, again.TokenizerFingerprint);
        using var batch = first.Train(1, 2, 5, 8, torch.CPU);
        using var same = again.Train(1, 2, 5, 8, torch.CPU);
        Assert.Equal(batch.Targets.data<long>().ToArray(), same.Targets.data<long>().ToArray());
    }

    [Fact]
    public void Char_lm_keeps_its_characters_and_says_where_tokens_belong()
    {
        var refused = Assert.Throws<InvalidInputException>(() =>
            new CharLm().Build(Corpus, new Bpe(300), one => new(new Catalogue(_folder.File("cache")), one))
        );
        Assert.Equal(
            "tokenizer: the task char-lm takes no tokenizer (got bpe:300); allowed: tokenizer=char, or a task that takes one: "
                + "lm for a decoder, mlm for an encoder, translation for an encoder-decoder",
            refused.Message
        );
    }

    [Fact]
    public async Task A_trained_model_speaks_without_its_text_and_without_the_cache()
    {
        using var shell = new Shell();
        shell.Write("text.txt", string.Concat(Enumerable.Repeat("one line of a text, naïve 🙂\n", 400)));
        string[] small = ["model.layers=1", "model.width=16", "model.headCount=2", "model.context=16", "train.batchSize=4"];
        var trained = await shell.Run(["train", .. small, "--data", "text.txt", "--tokenizer", "bpe:280", "--steps", "3", "--json"]);
        Assert.True(trained.Code == ExitCode.Done, trained.Error);
        var result = JsonDocument.Parse(trained.Out).RootElement;
        Assert.Equal("bits per byte", result.GetProperty("unit").GetString());
        var folder = result.GetProperty("folder").GetString()!;
        File.Delete(shell.In("text.txt"));
        Directory.Delete(shell.In(".cache"), recursive: true);
        var said = await shell.Run("generate", folder, "--prompt", "one 🙂", "--tokens", "12", "--json");
        Assert.True(said.Code == ExitCode.Done, said.Error);
        Assert.Equal(12, JsonDocument.Parse(said.Out).RootElement.GetProperty("tokens").GetInt32());
        var config = new RunFolder(folder).ReadConfig();
        Assert.Equal(new Bpe(280), config.Tokenizer);
        Assert.Equal("bpe:280", new RunFolder(folder).ReadTask()!.Tokenizer);
    }

    [Fact]
    public async Task A_study_compares_tokenizers_in_bits_per_byte()
    {
        using var shell = new Shell();
        shell.Write("text.txt", string.Concat(Enumerable.Range(0, 2000).Select(i => $"line {i} of a text\n")));
        string[] small = ["model.layers=1", "model.width=16", "model.headCount=2", "model.context=16", "train.batchSize=4"];
        var study = await shell.Run([
            "ablate",
            "tokenizer=char,bpe:300",
            .. small,
            "--data",
            "text.txt",
            "--steps",
            "3",
            "--seeds",
            "2",
            "--launcher",
            "in-process",
            "--json",
        ]);
        Assert.True(study.Code == ExitCode.Done, study.Error);
        Assert.Contains("bits per byte", study.Out);
    }
}
