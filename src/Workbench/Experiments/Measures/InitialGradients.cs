using TorchSharp;
using Workbench.Configuration;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Experiments.Measures;

/// <summary>
/// The norm of the gradient of the last block's feed-forward output matrix at initialisation, for models of several depths: the quantity of
/// theorem 1 of Xiong et al. 2020.
/// </summary>
public sealed record InitialGradients : MeasureConfig
{
    /// <summary>Numbers of blocks. Default: 2, 4, 8, 16.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [2, 4, 8, 16];

    internal override string Quantity => "Norm of the gradient of the last feed-forward's output matrix at initialisation, first batch";

    internal override string Size => "layers";

    internal override bool Timed => false;

    internal override IReadOnlyList<MeasuredSeries> Take(MeasuredModels models, CancellationToken cancellation) =>
        [
            .. models.Variants.Select(one => new MeasuredSeries(
                one.Label,
                [
                    .. Depths.Select(depth => new MeasuredPoint(
                        $"{depth}",
                        depth,
                        [
                            .. models.Seeds.Select(seed =>
                            {
                                cancellation.ThrowIfCancellationRequested();
                                return Norm(models, one.Config with { Seed = seed, Model = one.Config.Model with { Layers = depth } });
                            }),
                        ]
                    )),
                ]
            )),
        ];

    private static double Norm(MeasuredModels models, RunConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = config.BuildModel();
        using var batch = models.FirstBatch(config);
        model.train();
        model.BeginStep(config.Seed, 0);
        BackwardPass.Run(model.Loss(batch.Input, batch.Targets, Data.Batch.Ignored));
        var name = $"blocks.{config.Model.Layers - 1}.feed_forward.contract.weight";
        return model.named_parameters().First(one => one.name == name).parameter.grad!.norm().item<float>();
    }
}
