using TorchSharp;
using Workbench.Models;
using Workbench.Models.Presets;
using static TorchSharp.torch;

namespace Workbench.Operations.Benches.Measures;

/// <summary>Decoding one sequence with a cache, over the last tokens of a full context, against PyTorch computing the window again for each.</summary>
internal sealed class DecodingTime : TimedMeasure
{
    private const int Tokens = 32, Repetitions = 5, Vocabulary = 65;

    private static readonly TransformerConfig Model = ModelPresets.Named("small-gpt") with { Vocabulary = Vocabulary };

    public override string Name => $"decoding, small-gpt, the last {Tokens} of {Model.Context} tokens";

    protected override IReadOnlyList<object> Request => ["decode", Model.Layers, Model.HeadCount, Model.Width, Model.Context, Vocabulary, Tokens];

    protected override string Unit => "tokens/s";

    protected override double? GoalOnOneDnn => 0;

    protected override double Figure(double seconds) => 1 / seconds;

    protected override double Goal(Ground ground, double peerSeconds) => 10;

    // Every weight is read once a token, and the cache.
    protected override (double Flops, double Bytes) Least =>
        (Model.FlopsPerToken(Model.Context), sizeof(float) * (double)Model.ParameterCount() + Model.StateBytes(Model.Context));

    protected override Work Prepare(Ground ground) => new(() => { });

    private protected override Task<double> OurSeconds(Ground ground, Work work, int threads, CancellationToken cancellation) => OwnThread.Run(() =>
    {
        set_num_threads(threads);
        using var model = Model.Build(CPU, ScalarType.Float32, seed: 0);
        model.eval();
        var times = new List<double>();
        for (var i = 0; i <= Repetitions; i++)
            times.Add(Decode(model, ground.Clock));
        return times.Skip(1).Order().ElementAt(Repetitions / 2);
    }, cancellation);

    // Seconds a token.
    private static double Decode(Transformer model, TimeProvider clock)
    {
        using var scope = NewDisposeScope();
        using var state = model.NewState();
        var text = (arange(Model.Context) % Vocabulary).unsqueeze(0); // [1, T]
        model.Step(text.narrow(1, 0, Model.Context - Tokens), state);
        var start = clock.GetTimestamp();
        for (var i = Model.Context - Tokens; i < Model.Context; i++)
        {
            using var inner = NewDisposeScope();
            // A decoder needs the chosen token before it can go on.
            _ = model.Step(text.narrow(1, i, 1), state).argmax(-1).item<long>();
        }
        return clock.GetElapsedTime(start).TotalSeconds / Tokens;
    }
}
