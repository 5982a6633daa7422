using TorchSharp;
using Workbench.Models;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Experiments.Measures;

/// <summary>
/// How much faster than the baseline a model decodes the last tokens of a context, for several batches and contexts. Shazeer 2019 expects
/// that one key/value head for all query heads gains the more, the larger batch x context is.
/// </summary>
public sealed record DecodingSpeed : MeasureConfig
{
    private const int Tokens = 64;

    /// <summary>Numbers of sequences that are decoded together. Default: 1, 8.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [1, 8];

    /// <summary>Lengths of the context. Default: 256, 1024, 4096.</summary>
    public IReadOnlyList<int> Contexts { get; init; } = [256, 1024, 4096];

    internal override string Quantity => $"Speed of decoding the last {Tokens} tokens of a context, over the baseline's";

    internal override string Size => "batch x context";

    internal override bool Timed => true;

    internal override IReadOnlyList<MeasuredSeries> Take(MeasuredModels models, CancellationToken cancellation) =>
        models.SpeedRatios(
            Batches.SelectMany(batch =>
                Contexts.Select(context =>
                    (
                        $"{batch} x {context}",
                        batch * (double)context,
                        (Func<RunConfig, TimedWork>)(config => new Decoding(config, batch, Math.Max(context, 2 * Tokens)))
                    )
                )
            ),
            cancellation
        );

    private sealed class Decoding : TimedWork
    {
        private readonly Transformer _model;
        private readonly Tensor _text; // [B, T]
        private readonly Tensor _token; // [B, 1]
        private DecodingState? _state;

        public Decoding(RunConfig config, int batch, int context)
        {
            _model = (config with { Model = config.Model with { Context = context } }).BuildModel();
            _model.eval();
            _text = zeros([batch, context - Tokens], ScalarType.Int64);
            _token = zeros([batch, 1], ScalarType.Int64);
        }

        public override void Prepare()
        {
            _state?.Dispose();
            _state = _model.NewState((int)_text.shape[0]);
            _model.Step(_text, _state).Dispose();
        }

        public override void Run()
        {
            for (var i = 0; i < Tokens; i++)
                _model.Step(_token, _state!).Dispose();
        }

        public override void Dispose()
        {
            _state?.Dispose();
            _token.Dispose();
            _text.Dispose();
            _model.Dispose();
        }
    }
}
