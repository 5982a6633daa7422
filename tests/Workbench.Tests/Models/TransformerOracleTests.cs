using System.Diagnostics;
using TorchSharp;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Contracts;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

/// <summary>
/// The same weights in tests/oracles/transformer.py, a transformer in plain python3-torch, and in PyTorch's own modules, give the same logits
/// and the same gradient of every parameter.
/// </summary>
public sealed class TransformerOracleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("transformer-oracle").FullName;

    /// <summary>Every seventh combination, so that all values of all axes are met, and those with numbers of their own.</summary>
    private static IEnumerable<TransformerConfig> Configs()
    {
        // The floor under trigonometric estimates is relative to the stabiliser, which the oracle does without: enough features keep clear
        // of it.
        var spread = ContractSpace
            .Ours.Choices()
            .Select(ContractSpace.Ours.At)
            .Where(config => !Variants.Format(config.Attention).Contains("favor", StringComparison.Ordinal))
            .Where((_, i) => i % 7 == 0);
        string[][] others =
        [
            ["attention=performer:512:kernel=favor", "position=rope"],
            ["position=alibi", "width=24", "headCount=6"],
            ["position=t5", "context=12"],
            ["position=t5:4:max-distance=6", "attention=window:5", "heads=gqa:2"],
            ["position=shaw"],
            ["position=shaw:2", "attention=window:5", "heads=gqa:2"],
            ["position=rope", "attention=delta", "heads=gqa:2"],
            ["position=t5:6:max-distance=9", "architecture=prefix-lm", "heads=gqa:2"],
            ["position=t5:6:max-distance=9", "architecture=encoder-decoder", "embeddingScale=sqrt-width"],
            ["position=shaw:2", "architecture=encoder", "attention=window:5"],
            ["position=alibi", "architecture=encoder", "attention=window:5"],
            ["position=rope", "architecture=encoder-decoder:shared-embeddings=false", "attention=linear"],
            ["position=sinusoidal", "architecture=encoder-rnn", "placement=post", "heads=mqa"],
            ["position=rope:500:layout=half-split", "heads=gqa:2", "norm=rmsnorm:epsilon=1e-3"],
            ["position=rope:scaling=ntk:factor=4", "heads=gqa:2", "queryKeyNorm=rmsnorm", "feedForward=gelu:form=tanh"],
            ["position=rope", "heads=mqa", "attention=linear", "queryKeyNorm=layernorm", "bias=false", "placement=sandwich"],
            ["position=rope", "heads=gqa:2", "valueRank=2", "architecture=encoder-decoder"],
            ["embeddingWidth=8", "tieEmbeddings=false", "architecture=encoder", "embeddingNorm=true", "embeddingScale=sqrt-width"],
            [
                "embeddingWidth=8",
                "tieEmbeddings=false",
                "position=sinusoidal:layout=half-split",
                "heads=gqa:2",
                "placement=post",
                "architecture=encoder:segments=2",
            ],
            [
                "embeddingWidth=8",
                "tieEmbeddings=false",
                "position=t5:6:max-distance=9",
                "architecture=encoder-decoder",
                "placement=sandwich",
            ],
            ["embeddingWidth=24", "tieEmbeddings=false", "finalNorm=false", "attention=delta", "queryKeyNorm=rmsnorm", "valueRank=2"],
            ["position=sinusoidal:base=100", "placement=post", "feedForward=swiglu:multiple=2", "tieEmbeddings=false"],
        ];
        var own = others.Select(settings =>
            settings
                .Select(one => one.Split('=', 2))
                .Aggregate(ContractSpace.Base, (config, pair) => ConfigTree.With(config, pair[0], pair[1]))
        );
        return spread
            .Concat(own)
            .Where(config => ConfigTree.Validate(config).Count == 0)
            .Select(config =>
                config.Position is Workbench.Models.Positions.Sinusoidal one
                    ? config with
                    {
                        Position = one with { Amplitude = 0.7 },
                    }
                    : config
            );
    }

    [Fact]
    public void Logits_and_gradients_are_those_of_python()
    {
        var configs = Configs().ToArray();
        foreach (
            var (path, values, _) in ContractSpace.Ours.Axes.Where(axis =>
                axis.Path
                    is "architecture"
                        or "embeddingNorm"
                        or "embeddingWidth"
                        or "finalNorm"
                        or "placement"
                        or "norm"
                        or "feedForward"
                        or "tieEmbeddings"
                        or "embeddingScale"
                        or "queryKeyNorm"
                        or "bias"
                        or "valueRank"
            )
        )
            Assert.All(values, value => Assert.Contains(configs, config => Part(config, path) == value.Split(':')[0]));
        foreach (var path in new[] { "architecture", "position", "heads", "attention" })
            Assert.Equal(
                Variants
                    .NamesOf(typeof(TransformerConfig).GetProperty(char.ToUpperInvariant(path[0]) + path[1..])!.PropertyType)
                    .Order(StringComparer.Ordinal),
                configs.Select(config => Part(config, path)).Distinct().Order(StringComparer.Ordinal)
            );
        AreThoseOf("transformer.py", configs);
    }

    [Fact]
    public void Logits_and_gradients_are_those_of_PyTorchs_modules() =>
        AreThoseOf(
            "nn_transformer.py",
            from architecture in new[] { "decoder", "encoder", "encoder-decoder", "encoder-decoder:encoder-layers=1" }
            from placement in new[] { "pre", "post" }
            from feedForward in new[] { "relu", "gelu" }
            select new[] { "position=none", $"architecture={architecture}", $"placement={placement}", $"feedForward={feedForward}" }
                .Select(one => one.Split('=', 2))
                .Aggregate(ContractSpace.Base, (config, pair) => ConfigTree.With(config, pair[0], pair[1]))
        );

    private void AreThoseOf(string script, IEnumerable<TransformerConfig> configs)
    {
        var cases = configs.Select((config, i) => Write(config, Path.Combine(_folder, $"{i}"))).ToArray();
        RunPython(script, [.. cases.Select(one => one.Folder)]);
        foreach (var one in cases)
        {
            using var scope = NewDisposeScope();
            using var model = one.Model;
            var expected = Read(Path.Combine(one.Folder, "outputs.dat"));
            var name = ConfigTree.FlatText(model.Config);
            Near(expected["logits"], one.Logits, $"logits of{Environment.NewLine}{name}");
            var weights = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
            Assert.Equal(
                weights.Keys.Order(StringComparer.Ordinal),
                expected.Keys.Where(key => key != "logits").Order(StringComparer.Ordinal)
            );
            foreach (var (key, weight) in weights)
                Near(expected[key], weight.grad!, $"gradient of {key} of{Environment.NewLine}{name}");
            one.Logits.Dispose();
        }
    }

    private static string Part(TransformerConfig config, string path) => ConfigTree.Flatten(config).First(line => line.Key == path).Value;

    private static (string Folder, Transformer Model, Tensor Logits) Write(TransformerConfig config, string folder)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), ConfigTree.ToJson(config));
        var model = config.Build(CPU, ScalarType.Float64, 3).Stirred();
        model.save(Path.Combine(folder, "weights.dat"));
        var input = Probe.Input(config, 2, 12);
        var cotangent = Tensors.Normal(9, 2, 12, config.Vocabulary);
        (string Name, Tensor? Value)[] parts =
        [
            ("tokens", input.Tokens),
            ("cotangent", cotangent),
            ("padding", input.Padding?.to(ScalarType.Int64)),
            ("segments", input.Segments),
            ("prefix", input.Prefix),
            ("source", input.Source),
            ("source_padding", input.SourcePadding?.to(ScalarType.Int64)),
        ];
        using (var writer = new BinaryWriter(File.Create(Path.Combine(folder, "inputs.dat"))))
        {
            writer.Write7BitEncodedInt(parts.Count(part => part.Value is not null));
            foreach (var (name, value) in parts.Where(part => part.Value is not null))
            {
                writer.Write(name);
                value!.Save(writer);
            }
        }
        var logits = model.Logits(input);
        (logits * cotangent).sum().backward();
        return (folder, model, logits.detach().clone().DetachFromDisposeScope());
    }

    // In double precision, so that a difference is a difference and not rounding.
    private static void Near(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = Probe.Largest(expected - actual) / Math.Max(1e-3, Probe.Largest(expected));
        Assert.True(error < 1e-7, $"relative error {error} in the {what}");
    }

    private static Dictionary<string, Tensor> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var tensors = new Dictionary<string, Tensor>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            tensors.Add(reader.ReadString(), TensorExtensionMethods.Load(reader));
        return tensors;
    }

    private static void RunPython(string script, IReadOnlyList<string> folders)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Clone.In("tests", "oracles", script), .. folders])
        {
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
