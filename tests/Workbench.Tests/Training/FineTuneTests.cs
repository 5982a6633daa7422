using TorchSharp;
using Workbench.Data.Tasks;
using Workbench.Models.Architectures;
using Workbench.Models.Blocks;
using Workbench.Tokenizers;
using Workbench.Training;
using Workbench.Weights;

namespace Workbench.Tests.Training;

/// <summary>Runs that start from saved weights, and runs that train only a part of them.</summary>
public sealed class FineTuneTests : IDisposable
{
    private readonly Runs _runs = new();

    private Dictionary<string, float[]> WeightsOf(RunFolder folder)
    {
        using var scope = torch.NewDisposeScope();
        using var file = WeightSource.Open(Path.Combine(folder.CheckpointFolder, "model.safetensors"));
        return file.Entries.Keys.ToDictionary(name => name, name => file.Read(name).data<float>().ToArray());
    }

    private Dictionary<string, float[]> Train(RunConfig config, string name)
    {
        var folder = _runs.Folder(name);
        var result = _runs.Trainer.Run(config, folder);
        Assert.True(result.Status == RunStatus.Completed, result.Error);
        return WeightsOf(folder);
    }

    private Dictionary<string, float[]> Drawn(RunConfig config)
    {
        using var model = (config with { InitFrom = "" }).Resolve(_runs.Tasks).BuildModel();
        return model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.data<float>().ToArray());
    }

    private RunConfig With(Func<TrainingConfig, TrainingConfig> change) =>
        _runs.Small with
        {
            Train = change(_runs.Small.Train with { Warmup = 0 }),
        };

    [Fact]
    public void The_identity_of_older_runs_stays()
    {
        var plain = With(train => train).Resolve(_runs.Tasks);
        Assert.Equal(plain.Id, With(train => train with { KeepInitial = "head.*", StrictLoading = false }).Resolve(_runs.Tasks).Id);
        Assert.NotEqual(plain.Id, With(train => train with { Freeze = "norm.*" }).Resolve(_runs.Tasks).Id);
        Assert.NotEqual(plain.Id, With(train => train with { LayerRateDecay = 0.5 }).Resolve(_runs.Tasks).Id);
    }

    [Theory, InlineData(Recompute.None), InlineData(Recompute.Block)]
    public void Frozen_parameters_keep_their_bits_and_the_others_learn(Recompute recompute)
    {
        // Lu et al. 2021: norms, embeddings and heads are trained, attention and networks are not.
        var start = Drawn(_runs.Small);
        var tuned = Train(
            With(train => train with { Freeze = "blocks.*.attention.*+blocks.*.feed_forward.*", Recompute = recompute }),
            $"tuned-{recompute}"
        );
        foreach (var (name, values) in tuned)
        {
            var isFrozen =
                name.Contains(".attention.", StringComparison.Ordinal) || name.Contains(".feed_forward.", StringComparison.Ordinal);
            Assert.True(values.SequenceEqual(start[name]) == isFrozen, name);
        }
    }

    [Fact]
    public void Freezing_the_embeddings_does_not_change_other_gradients()
    {
        // One step, so that the trained weights show the gradients.
        var one = Train(With(train => train with { Steps = 1, Clip = 0 }), "all");
        foreach (var recompute in new[] { Recompute.None, Recompute.Block })
        {
            var part = Train(
                With(train =>
                    train with
                    {
                        Steps = 1,
                        Clip = 0,
                        Freeze = "embedding.*,position.*,blocks.0.attention_norm.*",
                        Recompute = recompute,
                    }
                ),
                $"part-{recompute}"
            );
            Assert.All(
                part.Where(pair => pair.Key.Contains("feed_forward", StringComparison.Ordinal)),
                pair => Assert.Equal(one[pair.Key], pair.Value)
            );
            Assert.NotEqual(one["embedding.weight"], part["embedding.weight"]);
        }
    }

    [Fact]
    public void Layers_have_rates_of_their_own()
    {
        var factors = LayerRates.Factors(_runs.Small.Resolve(_runs.Tasks).BuildModel(), 0.5);
        Assert.Equal(
            [1, 1, 0.5, 0.25, 0.25],
            new[] { "head.weight", "norm.bias", "blocks.0.attention.qkv.weight", "embedding.weight", "position.weight" }.Select(factors)
        );
        // AdamW's first step is the rate, whatever the gradient.
        var start = Train(With(train => train with { Steps = 1, LearningRate = 1e-30, WeightDecay = 0 }), "start");
        var one = Train(With(train => train with { Steps = 1, WeightDecay = 0, Warmup = 0, LayerRateDecay = 0.5 }), "decayed");
        double Moved(string name) => start[name].Zip(one[name], (a, b) => Math.Abs(a - b)).Max();
        Assert.Equal(1e-3, Moved("norm.weight"), 1e-6);
        Assert.Equal(0.5e-3, Moved("blocks.0.feed_forward_norm.weight"), 1e-6);
        Assert.Equal(0.25e-3, Moved("position.weight"), 1e-6);
    }

    [Fact]
    public void A_run_starts_from_another_runs_weights_and_its_identity_says_so()
    {
        var first = _runs.Folder("first");
        Assert.Equal(RunStatus.Completed, _runs.Trainer.Run(_runs.Small, first).Status);
        var config = With(train => train with { Steps = 1, LearningRate = 1e-30 }) with { InitFrom = first.Path };
        var resolved = config.Resolve(_runs.Tasks);
        Assert.Equal($"run {first.ReadIdentity()!.Id}", resolved.InitFingerprint);
        Assert.NotEqual((config with { InitFrom = "" }).Resolve(_runs.Tasks).Id, resolved.Id);

        var second = Train(config, "second");
        Assert.Equal(WeightsOf(first).Select(pair => pair.Value), second.Select(pair => pair.Value));
        Assert.Contains("loaded: ", File.ReadAllText(_runs.Folder("second").LogFile), StringComparison.Ordinal);
        Assert.Equal((byte)'2', File.ReadAllBytes(_runs.Folder("second").LogFile)[0]);

        // Parameters that the user names start as they are drawn.
        var drawn = Drawn(config);
        var partly = Train(
            config with
            {
                Train = config.Train with { KeepInitial = "blocks.0.attention.*", Freeze = "blocks.*" },
            },
            "partly"
        );
        Assert.All(
            partly,
            pair =>
                Assert.Equal((pair.Key.StartsWith("blocks.0.attention.", StringComparison.Ordinal) ? drawn : second)[pair.Key], pair.Value)
        );
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused_all_at_once()
    {
        var first = _runs.Folder("first");
        _runs.Trainer.Run(_runs.Small, first);
        var config = _runs.Small with { InitFrom = first.Path, Model = _runs.Small.Model with { Layers = 2, Context = 32 } };
        var refused = Assert.Throws<InvalidInputException>(() => _runs.Trainer.Run(config, _runs.Folder("wrong")));
        Assert.Contains("position.weight has another shape (got [16, 16]); allowed: [32, 16]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("blocks.1.attention.qkv.weight is missing in the saved weights", refused.Message, StringComparison.Ordinal);
        Assert.Contains("train.keepInitial=PATTERN", refused.Message, StringComparison.Ordinal);

        var loose = config with { Train = config.Train with { StrictLoading = false, KeepInitial = "position.*" } };
        Assert.Equal(RunStatus.Completed, _runs.Trainer.Run(loose, _runs.Folder("loose")).Status);
        Assert.Contains("missing: 12 (blocks.1.", File.ReadAllText(_runs.Folder("loose").LogFile), StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_encoder_brings_its_tokenizer_and_serves_a_shorter_context()
    {
        string[] words =
        [
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "[MASK]",
            "the",
            "cat",
            "sat",
            "on",
            "a",
            "mat",
            ".",
            "dog",
            "ran",
            "to",
            "see",
        ];
        var encoder = _runs.Small.Model with
        {
            Architecture = new EncoderOnly { Segments = 2 },
            Vocabulary = words.Length,
            Context = 32,
        };
        using var saved = encoder.Build(torch.CPU, torch.ScalarType.Float32, seed: 3);
        var folder = Directory.CreateDirectory(_runs.Folder("encoder").Path).FullName;
        SavedModel.Write(folder, saved);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), words);

        var config = With(train => train with { Steps = 1, LearningRate = 1e-30 }) with
        {
            Task = new MaskedLm(),
            InitFrom = folder,
            Model = encoder with { Vocabulary = 0, Context = 16 },
        };
        var resolved = config.Resolve(_runs.Tasks);
        Assert.Equal(Path.Combine(folder, "vocab.txt"), Assert.IsType<TokenizerFile>(resolved.Tokenizer).Path);
        // The special tokens of the vocabulary are the task's: none is added.
        Assert.Equal(words.Length, resolved.Model.Vocabulary);
        var tuned = Train(config, "tuned");
        foreach (var (name, values) in tuned)
            Assert.Equal(
                saved.state_dict()[name].data<float>().ToArray().Take(values.Length),
                values,
                (one, other) => Math.Abs(one - other) < 1e-20
            );
        Assert.Contains(
            "cut to the context: 1 (position.weight [32, 16] to [16, 16])",
            File.ReadAllText(_runs.Folder("tuned").LogFile),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_vocabulary_is_refused_unless_its_weights_start_anew()
    {
        var first = _runs.Folder("first");
        _runs.Trainer.Run(_runs.Small, first);
        var config = _runs.Small with { Task = new Copy(), Data = "", InitFrom = first.Path };
        var refused = Assert.Throws<InvalidInputException>(() => config.Resolve(_runs.Tasks));
        Assert.Contains("the saved weights are of another vocabulary than the task's", refused.Message, StringComparison.Ordinal);
        Assert.Contains("train.keepInitial=embedding.*", refused.Message, StringComparison.Ordinal);
        var anew = config with { Train = config.Train with { KeepInitial = "embedding.*" } };
        Assert.Equal(RunStatus.Completed, _runs.Trainer.Run(anew, _runs.Folder("anew")).Status);
    }

    [Fact]
    public void A_vocabulary_of_the_same_size_is_refused_where_the_weights_name_theirs()
    {
        var config = _runs.Small.Resolve(_runs.Tasks);
        using var model = config.BuildModel();
        var folder = _runs.Folder("saved").Path;
        var again = _runs.Small with { InitFrom = folder };
        SavedModel.Write(folder, model, config.TokenizerFingerprint);
        Assert.StartsWith("sha256", again.Resolve(_runs.Tasks).InitFingerprint, StringComparison.Ordinal);
        SavedModel.Write(folder, model, new string('0', 64));
        var refused = Assert.Throws<InvalidInputException>(() => again.Resolve(_runs.Tasks));
        Assert.Contains("tokens of another tokenizer", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blocks.7.*", "train.freeze: no parameter matches this pattern (got blocks.7.*)")]
    [InlineData("+,", "train.freeze: there is no pattern between the separators (got +,)")]
    [InlineData("*", "train.freeze: nothing is left to train (got *)")]
    public void Patterns_that_cannot_be_meant_are_refused(string pattern, string expected)
    {
        var config = With(train => train with { Freeze = pattern });
        var refused = Assert.Throws<InvalidInputException>(() => _runs.Trainer.Run(config, _runs.Folder("wrong")));
        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
        // Before a run begins.
        Assert.Throws<InvalidInputException>(() => config.Resolve(_runs.Tasks));
        Assert.False(Directory.Exists(_runs.Folder("wrong").Path));
    }

    [Fact]
    public void A_training_before_reads_the_text_of_the_run_for_the_same_kind_of_task()
    {
        var config = (_runs.Small with { Pretrain = new() { Steps = 1 } }).Resolve(_runs.Tasks);
        Assert.Equal(config.Data, config.PretrainRun(_runs.Tasks)!.Data);
        var other = _runs.Small with
        {
            Task = new Copy(),
            Data = "",
            Pretrain = new() { Steps = 1, Data = _runs.Small.Data },
        };
        Assert.Equal(
            _runs.Small.Data,
            (other with { Train = other.Train with { KeepInitial = "embedding.*" } }).PretrainRun(_runs.Tasks)!.Data
        );
    }

    public void Dispose() => _runs.Dispose();
}
