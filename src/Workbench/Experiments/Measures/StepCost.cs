using TorchSharp;
using Workbench.Models;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Experiments.Measures;

/// <summary>How much faster than the baseline's a model's forward and backward pass over one text is, for several lengths.</summary>
public sealed record StepCost : MeasureConfig
{
    /// <summary>Lengths of the text. Default: 64, 128, … 4096.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [64, 128, 256, 512, 1024, 2048, 4096];

    internal override string Quantity => "Speed of the forward and backward pass over one text, over the baseline's";

    internal override string Size => "tokens";

    internal override bool Timed => true;

    internal override IReadOnlyList<MeasuredSeries> Take(MeasuredModels models, CancellationToken cancellation) =>
        models.SpeedRatios(
            Lengths.Select(length => ($"{length}", (double)length, (Func<RunConfig, TimedWork>)(config => new Pass(config, length)))),
            cancellation
        );

    private sealed class Pass : TimedWork
    {
        private readonly Transformer _model;
        private readonly Tensor _tokens; // [1, T]

        public Pass(RunConfig config, int length)
        {
            _model = (config with { Model = config.Model with { Context = length } }).BuildModel();
            _model.train();
            using var scope = NewDisposeScope();
            _tokens = (arange(length) % config.Model.Vocabulary).unsqueeze(0).DetachFromDisposeScope();
        }

        public override void Run()
        {
            using var scope = NewDisposeScope();
            _model.zero_grad();
            BackwardPass.Run(_model.Loss(_tokens, _tokens, Data.Batch.Ignored));
        }

        public override void Dispose()
        {
            _tokens.Dispose();
            _model.Dispose();
        }
    }
}
