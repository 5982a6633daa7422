using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Tokenizers;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>
/// A folder with a model: its config and its weights. Read are folders of Hugging Face's (config.json and weights), our own (model.yaml
/// and model.safetensors), ONNX files with an encoder of BERT's, and the light Universal Sentence Encoder of TensorFlow.js; written are the
/// first two.
/// </summary>
public sealed class SavedModel : IDisposable
{
    private const string ForeignFile = "config.json";
    private const string OwnFile = "model.yaml";
    private const string WeightsFile = "model.safetensors";

    // An entry of the metadata of weights.
    private const string TokenizerEntry = "tokenizer";

    private SavedModel(TransformerConfig config, WeightSource weights, WeightLayout? layout, WeightSource? files = null)
    {
        (Config, Weights, Layout) = (config, weights, layout);
        TokenizerFingerprint = ((files ?? weights) as SafetensorsFile)?.Metadata.GetValueOrDefault(TokenizerEntry);
    }

    /// <summary>The model's config, with its vocabulary.</summary>
    public TransformerConfig Config { get; }

    /// <summary>The weights, under our names.</summary>
    public WeightSource Weights { get; }

    /// <summary>The layout of the folder; null for our own.</summary>
    public WeightLayout? Layout { get; }

    /// <summary>The fingerprint of the tokenizer that the model was trained with; null where the folder does not say.</summary>
    public string? TokenizerFingerprint { get; }

    /// <summary>Whether a folder has a config that can be read.</summary>
    public static bool IsIn(string folder) =>
        new[] { ForeignFile, OwnFile, WeightSource.OnnxName, TensorFlowJsFile.FileName }.Any(name =>
            File.Exists(Path.Combine(folder, name))
        );

    /// <summary>Opens a folder, or a file with a graph.</summary>
    /// <exception cref="InvalidInputException">The folder has no model, or one that our models cannot be; lists all faults.</exception>
    public static SavedModel Open(string folder)
    {
        if (File.Exists(folder))
            return OpenGraph(folder);
        if (!IsIn(folder))
            throw new InvalidInputException(
                Directory.Exists(folder) ? "the folder has no model" : "there is no such file or folder",
                folder,
                $"a folder with {ForeignFile} of Hugging Face's, or with {OwnFile}, and with weights; or an ONNX file"
            );
        var own = Path.Combine(folder, OwnFile);
        if (File.Exists(own))
            return new(ConfigTree.Check(ConfigTree.FromYaml<ModelFile>(File.ReadAllText(own), own)).Model, WeightSource.Open(folder), null);
        var path = Path.Combine(folder, ForeignFile);
        if (!File.Exists(path))
            return OpenGraph(folder);
        var json = ReadJson(path);
        var layout = WeightLayout.Named(json["model_type"]?.ToString() ?? "", path);
        var config = layout.ReadConfig(json, path);
        var weights = WeightSource.Open(folder);
        return new(config, new LayoutSource(weights, layout, config), layout, weights);
    }

    // The graph is the config.
    private static SavedModel OpenGraph(string path)
    {
        var weights = WeightSource.Open(path);
        try
        {
            if (weights is TensorFlowJsFile graph)
            {
                var encoder = new UniversalSentenceEncoderLayout();
                var read = encoder.ReadConfig(graph);
                return new(read, new LayoutSource(graph, encoder, read), encoder);
            }
            if (weights is not OnnxFile file)
                throw new InvalidInputException(
                    "the file has weights without a config",
                    path,
                    $"an ONNX file, or a folder with {ForeignFile} or {OwnFile}"
                );
            var (layout, config) = (new BertLayout(), OnnxBert.ReadConfig(file));
            return new(config, new LayoutSource(file, layout, config), layout);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Builds the model with its weights, which must be all there.</summary>
    /// <param name="device">Device of the weights.</param>
    /// <param name="dtype">Element type of the weights.</param>
    /// <exception cref="InvalidInputException">The weights do not fit the config; lists all that do not.</exception>
    public Transformer Build(Device device, ScalarType dtype)
    {
        var model = Config.Build(device, dtype, seed: 0);
        try
        {
            WeightLoader.Load(model, Weights);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The files in a folder that would be read in the place of written ones, or beside them; vocabularies among them.</summary>
    /// <param name="folder">The folder; none when it does not exist.</param>
    /// <param name="layout">The layout that is written; null for ours.</param>
    /// <param name="vocabulary">The name of the vocabulary that is written; null for none.</param>
    internal static IReadOnlyList<string> StaleFiles(string folder, WeightLayout? layout, string? vocabulary) =>
        [
            .. new[] { ForeignFile, OwnFile, WordPieceFile.FileName, PieceList.FileName }
                .Concat(WeightSource.Known)
                .Where(name => name != WeightsFile && name != vocabulary && name != (layout is null ? OwnFile : ForeignFile))
                .Where(name => File.Exists(Path.Combine(folder, name))),
        ];

    /// <summary>Writes a folder of ours.</summary>
    /// <param name="folder">The folder; created, and files of these names in it are replaced.</param>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">The fingerprint of its tokenizer, with which a training that starts from it is compared; null (default) for
    /// none.</param>
    public static void Write(string folder, Transformer model, string? tokenizer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Directory.CreateDirectory(folder);
        WriteWeights(Path.Combine(folder, WeightsFile), [.. model.state_dict()], tokenizer);
        AtomicFile.Write(Path.Combine(folder, OwnFile), ConfigTree.ToYaml(new ModelFile(model.Config)));
    }

    /// <summary>Writes a folder in another layout.</summary>
    /// <param name="folder">The folder; created, and files of these names in it are replaced.</param>
    /// <param name="model">The model.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="tokenizer">The fingerprint of the model's tokenizer; null (default) for none.</param>
    /// <param name="pairs">The tokens of the model's task, of which a decoder's first and last are named in the config; null (default) for
    /// none.</param>
    /// <exception cref="InvalidInputException">The layout cannot express the model; lists every setting. Nothing was written.</exception>
    public static void Write(string folder, Transformer model, WeightLayout layout, string? tokenizer = null, PairTokenizers? pairs = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layout);
        var json = layout.WriteConfig(model.Config);
        Directory.CreateDirectory(folder);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var ours = model.state_dict();
        var theirs = layout.Rules(model.Config).SelectMany(rule => rule.Split(ours[rule.Name].detach())).ToList();
        json["torch_dtype"] = theirs[0].Value.dtype.ToString().ToLowerInvariant();
        // Of a model of ours. Otherwise transformers takes the numbers of its own models, which are tokens of text here.
        if (tokenizer is not null)
            (json["bos_token_id"], json["eos_token_id"], json["decoder_start_token_id"]) = (null, pairs?.End, pairs?.Start);
        WriteWeights(Path.Combine(folder, WeightsFile), theirs, tokenizer);
        AtomicFile.Write(Path.Combine(folder, ForeignFile), json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    /// <summary>The layout that can express a config; null when there is none.</summary>
    public static WeightLayout? LayoutFor(TransformerConfig config) =>
        WeightLayout.All.FirstOrDefault(layout => Unexpressed(layout, config) == 0);

    /// <summary>The layout that can express most of a config's settings.</summary>
    internal static WeightLayout NearestLayout(TransformerConfig config) => WeightLayout.All.MinBy(layout => Unexpressed(layout, config))!;

    // The number of settings that the layout cannot express.
    private static int Unexpressed(WeightLayout layout, TransformerConfig config)
    {
        try
        {
            _ = layout.WriteConfig(config);
            return 0;
        }
        catch (InvalidInputException refused)
        {
            return refused.Faults.Count;
        }
    }

    // "format" says whose conventions of names and shapes these are, and some readers insist on it.
    private static void WriteWeights(string path, IReadOnlyList<KeyValuePair<string, Tensor>> tensors, string? tokenizer = null)
    {
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        if (tokenizer is not null)
            metadata[TokenizerEntry] = tokenizer;
        AtomicFile.Write(path, stream => Safetensors.Write(stream, tensors, metadata));
    }

    private static JsonObject ReadJson(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new JsonException("it is no object");
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException([new($"the config cannot be read: {broken.Message}", path)], broken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    /// <summary>The file of a model's config: a base config with the model's settings only.</summary>
    private sealed record ModelFile(TransformerConfig Model);
}
