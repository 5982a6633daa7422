using System.Text.Json.Nodes;
using Workbench.Ablation;
using Workbench.Data.Tasks;
using Workbench.Models;
using Workbench.Models.Blocks;
using Workbench.Operations;
using Workbench.Operations.Views;
using Workbench.Tests.WeightTests;
using Workbench.Training;
using Workbench.Weights;

namespace Workbench.Tests.Operations;

/// <summary>The commands for weights: in, out, and on in a training.</summary>
public sealed class WeightsOperationsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private HostEnvironment Host =>
        new(
            new XdgFolders(_folder.Path, _folder.Path, _folder.Path),
            TimeProvider.System,
            _folder.Path,
            _ => null,
            new WorkerCommand("false", []),
            _folder.Path
        );

    private Task<TResult> Do<TOptions, TResult>(Operation<TOptions, TResult> operation, TOptions options)
        where TResult : notnull => operation.RunAsync(options, new Progress<OperationEvent>(), TestContext.Current.CancellationToken);

    private WeightsExportOptions To(string model, ModelFormat format, string name) => new(model, format, _folder.File(name), [], null);

    [Fact]
    public async Task A_folder_is_imported_listed_and_exported()
    {
        var source = _folder.File("hf");
        WeightFile.Python("hf.py", "make", "llama-shards", source);
        var own = await Do(new WeightsImport(Host), new(source, _folder.File("own")));
        Assert.Equal(("workbench", "train --init-from own"), (own.Format, own.TrainLine));
        Assert.Contains("train it further: ./workbench train --init-from own", $"{ResultViews.Of(own)}", StringComparison.Ordinal);

        var listing = await Do(new WeightsShow(Host), own.Path);
        Assert.Equal(own.Parameters, listing.Elements);
        Assert.Matches(@"blocks\.0\.attention\.qkv\.weight +float32 +\[32, 16\]", $"{ResultViews.Of(listing)}");

        // Again into its own folder, but not beside files that would be read in the place of its own.
        await Do(new WeightsImport(Host), new(source, own.Path));
        _folder.Write("own/vocab.txt", "[PAD]\n");
        var stale = await Assert.ThrowsAsync<InvalidInputException>(() => Do(new WeightsImport(Host), new(source, own.Path)));
        Assert.Contains("the folder has files of another model", stale.Message, StringComparison.Ordinal);
        Assert.Contains("own: vocab.txt", stale.Message, StringComparison.Ordinal);
        File.Delete(_folder.File("own/vocab.txt"));
        await Assert.ThrowsAsync<InvalidInputException>(() => Do(new WeightsExport(Host), To(own.Path, ModelFormat.Hf, "own")));

        var hf = await Do(new WeightsExport(Host), To(own.Path, ModelFormat.Hf, "back"));
        Assert.Equal("llama", hf.Format);
        var names = (await Do(new WeightsShow(Host), hf.Path)).Tensors.Select(one => one.Name);
        Assert.Equal((await Do(new WeightsShow(Host), source)).Tensors.Select(one => one.Name), names);
        Assert.Equal("gguf", (await Do(new WeightsExport(Host), To(own.Path, ModelFormat.Gguf, "model.gguf"))).Format);
        using var llama = new LlamaCpp(_folder.File("model.gguf"));
        Assert.Equal(19, llama.Vocabulary);
    }

    [Fact]
    public void A_folder_with_an_empty_config_is_refused()
    {
        foreach (var text in new[] { "", "# nothing\n" })
        {
            _folder.Write("model.yaml", text);
            var refused = Assert.Throws<InvalidInputException>(() => SavedModel.Open(_folder.Path));
            Assert.Contains("model.yaml", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_pretrained_model_is_listed_and_imported_by_its_name()
    {
        // The user's cache: the model is fetched once.
        var host = Host with
        {
            Folders = XdgFolders.FromEnvironment(),
        };
        var listing = await Do(new WeightsShow(host), "minilm");
        Assert.Equal(103, listing.Tensors.Count);
        Assert.Matches(@"encoder\.layer\.5\.intermediate\.dense\.weight +float32 +\[1536, 384\]", $"{ResultViews.Of(listing)}");
        var own = await Do(new WeightsImport(host), new("minilm", _folder.File("own")));
        Assert.Equal(["model.safetensors", "model.yaml", "vocab.txt"], Files(own.Path));
        var hf = await Do(new WeightsExport(host), To(own.Path, ModelFormat.Hf, "hf"));
        Assert.Equal("bert", hf.Format);
        using var pretrained = Pretrained.SentenceEncoder.Open("minilm");
        using var imported = Pretrained.SentenceEncoder.Open(own.Path);
        using var exported = SavedModel.Open(hf.Path);
        Assert.Equal(pretrained.Model.Config, exported.Config with { Dropout = pretrained.Model.Config.Dropout });
        using var expected = pretrained.Encode(["A sentence."]);
        using var actual = imported.Encode(["A sentence."]);
        Assert.Equal(expected.data<float>().ToArray(), actual.data<float>().ToArray());

        static IEnumerable<string?> Files(string folder) =>
            Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("ablate")]
    public void A_pretrained_model_is_fetched_with_progress_and_can_be_stopped(string command)
    {
        using var stop = new CancellationTokenSource();
        var told = new Told
        {
            // Before anything is downloaded.
            After = value =>
            {
                if (value is StepStarted)
                    stop.Cancel();
            },
        };
        Action<string[]> fetch = command == "train" ? words => Fetch(new Train(Host), words) : words => Fetch(new Ablate(Host), words);
        Assert.ThrowsAny<OperationCanceledException>(() => fetch(["--init-from", "minilm"]));
        Assert.StartsWith("fetching minilm (", Assert.Single(told.Of<StepStarted>()).What, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.nupkg", SearchOption.AllDirectories));
        // A run's identity and a file are not fetched.
        fetch(["--init-from", "1f3a9c04"]);
        fetch([]);
        Assert.Single(told.Of<StepStarted>());

        void Fetch<TOptions, TResult>(Operation<TOptions, TResult> operation, string[] words)
            where TResult : notnull
        {
            var symbols = new System.CommandLine.Command(command);
            operation.Define(symbols);
            operation.Fetch(symbols.Parse(words), told, stop.Token);
        }
    }

    [Fact]
    public async Task A_runs_model_goes_out_and_starts_another_run()
    {
        var config = new RunConfig
        {
            Model = ModelPresets.Named("llama") with { Layers = 1, Width = 16, HeadCount = 2, Context = 16 },
            Task = new Copy(),
            Train = new()
            {
                Steps = 2,
                BatchSize = 2,
                EvaluationWindows = 2,
            },
        };
        var first = await Do(new Train(Host), new(() => config, 1, [], null));
        var hf = await Do(new WeightsExport(Host), To(first.Id[..8], ModelFormat.Hf, "hf"));
        Assert.Equal("llama", hf.Format);
        // Its tokens mean the same in a later training, and in none of transformers' own models.
        using (var saved = SavedModel.Open(hf.Path))
            Assert.Equal(new RunFolder(first.Folder).ReadIdentity()!.TokenizerFingerprint, saved.TokenizerFingerprint);
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(hf.Path, "config.json")))!.AsObject();
        Assert.True(json.TryGetPropertyValue("eos_token_id", out var end) && end is null);
        var again = await Do(new WeightsImport(Host), new(hf.Path, _folder.File("again")));
        using (var saved = SavedModel.Open(again.Path))
            Assert.Equal(new RunFolder(first.Folder).ReadIdentity()!.TokenizerFingerprint, saved.TokenizerFingerprint);

        var second = await Do(new Train(Host), new(() => config with { InitFrom = hf.Path }, 1, [], null));
        Assert.Equal(RunStatus.Completed, second.State);
        Assert.StartsWith("sha256 ", new RunFolder(second.Folder).ReadConfig().InitFingerprint, StringComparison.Ordinal);
        Assert.Equal(2, new RunFolder(second.Folder).ReadConfig().Train.Steps);

        // The command line takes the model from the weights.
        var command = new System.CommandLine.RootCommand();
        var train = new Train(Host);
        train.Define(command);
        var options = train.Bind(command.Parse(["--init-from", first.Id[..8], "--task", "copy", "--steps", "1", "train.batchSize=2"]));
        var bound = options.Config();
        Assert.Equal((first.Folder, 16), (bound.InitFrom, bound.Model.Width));
        string Refused(string from) =>
            Assert.Throws<InvalidInputException>(() => train.Bind(command.Parse(["--init-from", from, "--task", "copy"])).Config()).Message;
        Assert.Contains("Did you mean minilm?", Refused("miniml"), StringComparison.Ordinal);
        Assert.StartsWith("--init-from: there is no such file or folder", Refused("none.safetensors"), StringComparison.Ordinal);
        var nowhere = Assert.Throws<InvalidInputException>(() => SavedModel.Open(_folder.File("nowhere")));
        Assert.StartsWith("there is no such file or folder", nowhere.Message, StringComparison.Ordinal);
        // So does a study.
        var root = new System.CommandLine.RootCommand();
        var ablate = new Ablate(Host);
        ablate.Define(root);
        var study = ablate.Bind(root.Parse(["placement=pre,post", "--init-from", first.Id[..8], "--task", "copy"])).Study;
        Assert.Equal((first.Folder, first.Folder), (study.Base, study.InitFrom));
        Assert.Equal(16, StudyBase.Read(study.Base).Model.Width);
    }

    [Fact]
    public async Task A_model_that_no_format_has_is_refused_with_the_settings()
    {
        var config = new RunConfig
        {
            Model = new()
            {
                Layers = 1,
                Width = 16,
                HeadCount = 2,
                Context = 16,
                Placement = Placement.Post,
            },
            Task = new Copy(),
            Train = new()
            {
                Steps = 1,
                BatchSize = 2,
                EvaluationWindows = 2,
            },
        };
        var run = await Do(new Train(Host), new(() => config, 1, [], null));
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => Do(new WeightsExport(Host), To(run.Id, ModelFormat.Hf, "hf")));
        Assert.Equal("model.placement: the layout gpt2 cannot express this setting (got post); allowed: pre", refused.Message);
        Assert.False(Directory.Exists(_folder.File("hf")));
        _ = await Do(new WeightsExport(Host), To(run.Id, ModelFormat.Safetensors, "own"));
        using var saved = SavedModel.Open(_folder.File("own"));
        Assert.Equal(Placement.Post, saved.Config.Placement);
        Assert.Equal(new RunFolder(run.Folder).ReadIdentity()!.TokenizerFingerprint, saved.TokenizerFingerprint);
    }

    public void Dispose() => _folder.Dispose();
}
