using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Workbench.Data;
using Workbench.Tokenizers;

namespace Workbench.Tests.Tokenizers;

/// <summary>Unigram models: ours in SentencePiece's program, and SentencePiece's in ours, with equal ids.</summary>
public sealed class UnigramTests : IDisposable
{
    private const int Size = 1000;
    private const string Cases =
        "Hello  world, this is naïve 🙂 ½ ﬁne\tx  \n leading and  double   spaces \n東京 x̂ Ｆｕｌｌ ①②\n$6,000,000, and $9,000,000,,, ,,\n\u00a0 \u3000.";

    private static readonly Lazy<Corpus> Speeches = new(() =>
    {
        var catalogue = new Catalogue(Path.Combine(XdgFolders.FromEnvironment(Environment.GetEnvironmentVariable).Cache, "data"));
        return catalogue.Get(catalogue.Entry("sotu"));
    });

    private static readonly Lazy<string> English = new(() => string.Join('\n', Speeches.Value.Documents.Take(30).Select(one => one.Text)));

    private static readonly Lazy<ITokenizer> Trained = new(() => SentencePieceFile.Write(Train(English.Value)).Open());

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static UnigramModel Train(string text) => UnigramTrainer.Train(WordCounts.Of([text], GptWords.NextInLine), Size);

    [Fact]
    public void More_characters_than_there_is_room_for_end_the_training_too()
    {
        var words = WordCounts.Of(["the quick brown fox jumps over the lazy dog"], GptWords.NextInLine);
        var tokenizer = SentencePieceFile.Write(UnigramTrainer.Train(words, ByteLevel.Bytes + 4)).Open();
        Assert.Equal(ByteLevel.Bytes + 4, tokenizer.Vocabulary);
        Assert.Equal("the fox", tokenizer.Decode(tokenizer.Encode("the fox")));
    }

    [Fact]
    public void Our_model_has_the_same_ids_in_spm_encode()
    {
        _folder.Write("ours.model", Convert.FromBase64String(Trained.Value.Content!.Text));
        Assert.Equal(Size, Trained.Value.Vocabulary);
        Equal(Trained.Value, "ours.model", string.Join('\n', Speeches.Value.Documents.Select(one => one.Text)) + '\n' + Cases);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--byte_fallback=true")]
    [InlineData("--normalization_rule_name=identity")]
    [InlineData("--normalization_rule_name=identity --byte_fallback=true --add_dummy_prefix=false --remove_extra_whitespaces=false")]
    [InlineData("--normalization_rule_name=nfkc_cf --user_defined_symbols=United,<sep>")]
    public void Their_model_has_the_same_ids_here(string options)
    {
        TrainTheirs(English.Value, options);
        var tokenizer = new TokenizerFile(_folder.File("theirs.model")).Build(null!);
        Equal(tokenizer, "theirs.model", string.Join('\n', Speeches.Value.Documents.Select(one => one.Text)) + '\n' + Cases);
        // As many tokens for the text that both were trained on, within a twentieth.
        var (ours, theirs) = (Trained.Value.Encode(English.Value).Length, tokenizer.Encode(English.Value).Length);
        if (options.Length == 0)
            Assert.InRange(ours / (double)theirs, 0.8, 1.25);
    }

    [Theory]
    [InlineData("--model_type=bpe", "only SentencePiece models of the kind Unigram are read")]
    [InlineData("--treat_whitespace_as_suffix=true", "puts it at the end of pieces")]
    public void Models_that_need_another_encoder_are_refused(string options, string because)
    {
        TrainTheirs(English.Value[..200_000], options);
        var refused = Assert.Throws<InvalidInputException>(() => new TokenizerFile(_folder.File("theirs.model")).Build(null!));
        Assert.Contains(because, refused.Message);
    }

    private void TrainTheirs(string text, string options)
    {
        _folder.Write("text.txt", text);
        Run(
            "spm_train",
            [
                $"--input={_folder.File("text.txt")}",
                $"--model_prefix={_folder.File("theirs")}",
                $"--vocab_size={Size}",
                "--max_sentence_length=1000000",
                "--minloglevel=2",
                .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ]
        );
    }

    private void Equal(ITokenizer tokenizer, string model, string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        _folder.Write("lines.txt", string.Join('\n', lines) + '\n');
        Run(
            "spm_encode",
            $"--model={_folder.File(model)}",
            "--output_format=id",
            $"--input={_folder.File("lines.txt")}",
            $"--output={_folder.File("ids.txt")}"
        );
        var ids = File.ReadAllLines(_folder.File("ids.txt"));
        Assert.Equal(lines.Count, ids.Length);
        foreach (var (line, theirs) in lines.Zip(ids))
        {
            var ours = string.Join(' ', tokenizer.Encode(line));
            if (ours != theirs)
                Assert.Fail($"{line}\n{theirs}\n{ours}");
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    [Fact]
    public void Every_text_comes_back_from_its_tokens() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string?>(),
                one =>
                {
                    var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes((one ?? "") + Cases + (one ?? "")));
                    var tokens = Trained.Value.Encode(text);
                    Assert.Equal(text, Trained.Value.Decode(tokens));
                    Assert.Equal(Encoding.UTF8.GetByteCount(text), tokens.Sum(token => Trained.Value.TokenBytes![token]));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Training_does_not_depend_on_the_pieces_or_on_their_order()
    {
        string[] pieces = [.. Enumerable.Range(0, 300).Select(i => $"word{i % 17} and other words {i}\n")];
        var whole = UnigramTrainer.Train(WordCounts.Of([string.Concat(pieces)], GptWords.NextInLine), 300);
        var parts = UnigramTrainer.Train(WordCounts.Of([.. pieces.Reverse()], GptWords.NextInLine), 300);
        Assert.Equal(whole.Pieces, parts.Pieces);
        Assert.Contains(whole.Pieces, piece => piece.Text == "\u2581words");
    }

    [Fact]
    public void A_truncated_model_is_refused()
    {
        var whole = Convert.FromBase64String(Trained.Value.Content!.Text);
        for (var length = 0; length < whole.Length - 1; length += 97)
        {
            var cut = _folder.Write("cut.model", whole[..length]);
            var refused = Assert.Throws<InvalidInputException>(() => new TokenizerFile(cut).Build(null!));
            Assert.Contains("the tokenizer's file cannot be used", refused.Message);
        }
    }

    [Fact]
    public void Files_that_are_no_tokenizer_are_refused()
    {
        Assert.Contains("cannot be read", Refused(_folder.File("missing.json")));
        Assert.Contains("it is not UTF-8", Refused(_folder.Write("latin.json", [(byte)'{', 0xE9, (byte)'}'])));
        Assert.Contains("the kind of the tokenizer's file is unknown", Refused(_folder.Write("vocab.bin", "x")));
        Assert.Contains("is longer than", Refused(Endless()));

        string Refused(string path) => Assert.Throws<InvalidInputException>(() => new TokenizerFile(path).Build(null!)).Message;

        string Endless()
        {
            var link = _folder.File("endless.json");
            File.CreateSymbolicLink(link, "/dev/zero");
            return link;
        }
    }

    [Fact]
    public void Training_can_be_ended() =>
        Assert.Throws<OperationCanceledException>(() =>
            UnigramTrainer.Train(WordCounts.Of(["one two"], GptWords.NextInLine), 300, new(canceled: true))
        );
}
