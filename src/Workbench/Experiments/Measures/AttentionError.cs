using TorchSharp;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Attention;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Experiments.Measures;

/// <summary>
/// How far attention with random features is from softmax attention with the same weights at initialisation, for several numbers of
/// features: the norm of the difference of the first block's attention outputs over the norm of softmax attention's.
/// </summary>
public sealed record AttentionError : MeasureConfig
{
    private const string Output = "blocks.0.attention";
    private const string Path = "model.attention.features";

    /// <summary>Numbers of features. Default: 16, 32, 64, 128, 256, 512.</summary>
    public IReadOnlyList<int> Features { get; init; } = [16, 32, 64, 128, 256, 512];

    internal override string Quantity => "Relative error of the first attention's output against softmax attention with the same weights";

    internal override string Size => "features";

    internal override bool Timed => false;

    internal override IReadOnlyList<MeasuredSeries> Take(MeasuredModels models, CancellationToken cancellation) =>
        [
            .. models
                .Variants.Where(one => ConfigTree.Flatten(one.Config).Any(pair => pair.Key == Path))
                // Variants that differ in the number of features alone are one.
                .DistinctBy(one => With(one.Config, Features[0]).VariantId)
                .Select(one => new MeasuredSeries(
                    one.Label,
                    [
                        .. Features.Select(features => new MeasuredPoint(
                            $"{features}",
                            features,
                            [
                                .. models.Seeds.Select(seed =>
                                {
                                    cancellation.ThrowIfCancellationRequested();
                                    return Error(models, With(one.Config, features) with { Seed = seed });
                                }),
                            ]
                        )),
                    ]
                )),
        ];

    private static RunConfig With(RunConfig config, int features) => ConfigTree.With(config, Path, $"{features}");

    private static double Error(MeasuredModels models, RunConfig config)
    {
        using var scope = NewDisposeScope();
        var exact = OutputOf(models, config with { Model = config.Model with { Attention = new FullAttention() } });
        return ((OutputOf(models, config) - exact).norm() / exact.norm()).item<float>();
    }

    private static Tensor OutputOf(MeasuredModels models, RunConfig config)
    {
        using var off = no_grad();
        using var model = config.BuildModel();
        using var batch = models.FirstBatch(config);
        var capture = new OutputCapture();
        model.Capture = capture;
        model.eval();
        model.Hidden(batch.Input).Dispose();
        return capture.Output!;
    }

    private sealed class OutputCapture : ICapture
    {
        public Tensor? Output { get; private set; }

        public bool Wants(string name) => name == AttentionError.Output;

        public void Record(string name, Tensor value) => Output = value;
    }
}
