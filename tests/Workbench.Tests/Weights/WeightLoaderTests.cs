using TorchSharp;
using Workbench.Models;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Tests.WeightTests;

/// <summary>Loading is all or nothing, and its report names every weight of both sides.</summary>
public sealed class WeightLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Transformer _model = new TransformerConfig
    {
        Layers = 1,
        Width = 8,
        HeadCount = 2,
        Context = 4,
        Vocabulary = 5,
    }.Build(CPU, ScalarType.Float32, 1);

    private WeightSource Saved(Action<Dictionary<string, Tensor>> change)
    {
        var weights = _model.state_dict().ToDictionary(pair => pair.Key, pair => ones_like(pair.Value.detach()));
        change(weights);
        var path = _folder.File("model.safetensors");
        using (var stream = File.Create(path))
            Safetensors.Write(stream, [.. weights]);
        return WeightSource.Open(path);
    }

    private static void Damage(Dictionary<string, Tensor> weights)
    {
        weights.Remove("norm.bias");
        weights["classifier.weight"] = ones([2, 8]);
        weights["position.weight"] = ones([3, 8]);
        weights["norm.weight"] = ones([8], ScalarType.Int64);
        weights["embedding.weight"] = weights["embedding.weight"].to(ScalarType.BFloat16);
    }

    [Fact]
    public void Every_fault_is_listed_and_nothing_is_loaded()
    {
        using var source = Saved(Damage);
        var before = _model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone());
        var refused = Assert.Throws<InvalidInputException>(() => WeightLoader.Load(_model, source));
        Assert.Equal(
            [
                $"{source.Location}: position.weight has another shape (got [3, 8]); allowed: [4, 8]",
                $"{source.Location}: norm.weight has another element type (got Int64); allowed: floating-point numbers",
                $"{source.Location}: norm.bias is missing in the saved weights",
                $"{source.Location}: the model has no such weight (got classifier.weight); allowed: the weights of the model. "
                    + "Without --base the model is that of the weights, where they come with a config; otherwise change its settings, or leave weights "
                    + "at their initial values: train.keepInitial=PATTERN",
            ],
            refused.Faults.Select(fault => $"{fault}")
        );
        Assert.All(_model.state_dict(), pair => Assert.Equal(before[pair.Key].bytes.ToArray(), pair.Value.bytes.ToArray()));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Weights_of_another_program_are_no_partial_loading(bool strict)
    {
        using var source = Saved(weights =>
        {
            foreach (var name in weights.Keys.ToList())
                weights.Remove(name);
            weights["h.0.ln_1.weight"] = ones([8]);
        });
        var refused = Assert.Throws<InvalidInputException>(() => WeightLoader.Load(_model, source, strict: strict));
        Assert.StartsWith(
            $"{source.Location}: no saved weight has the name of one of the model's (got h.0.ln_1.weight); allowed: ",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith("are read from a folder with their config.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_of_a_partial_loading_is_exact()
    {
        using var source = Saved(Damage);
        var report = WeightLoader.Load(_model, source, keep: "position.*+norm.weight", strict: false);
        Assert.Equal(["norm.weight", "position.weight"], report.Kept.Order(StringComparer.Ordinal));
        Assert.Equal(["norm.bias"], report.Missing);
        Assert.Equal(["classifier.weight"], report.Unexpected);
        Assert.Empty(report.WrongShape);
        Assert.Empty(report.WrongType);
        Assert.Equal(_model.state_dict().Count - 3, report.Loaded.Count);
        Assert.Contains("missing: 1 (norm.bias)", $"{report}", StringComparison.Ordinal);
        // Another floating-point type is converted.
        Assert.Equal([.. Enumerable.Repeat(1f, 40)], _model.state_dict()["embedding.weight"].data<float>().ToArray());
        Assert.NotEqual(1, _model.state_dict()["position.weight"].mean().item<float>());
    }

    [Fact]
    public void A_pattern_that_matches_nothing_is_refused()
    {
        using var source = Saved(_ => { });
        Assert.Equal(
            "train.keepInitial: no weight of the model matches this pattern (got haed.*)",
            Assert.Throws<InvalidInputException>(() => WeightLoader.Load(_model, source, keep: "haed.*")).Message
        );
    }

    public void Dispose()
    {
        _model.Dispose();
        _scope.Dispose();
        _folder.Dispose();
    }
}
