using System.Globalization;
using Workbench.Data;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Operations.Benches.Measures;

/// <summary>Tokens a second of whole training steps: batch, forward, backward, clipping, AdamW.</summary>
/// <param name="name">For people.</param>
/// <param name="model">The model, its vocabulary known.</param>
/// <param name="batch">Sequences a step.</param>
/// <param name="share">The part of the products' peak that is as good as three times the peer.</param>
/// <param name="steps">Steps a round; the first is the warm-up.</param>
internal sealed class TrainingMeasure(string name, TransformerConfig model, int batch, double share, int steps) : TimedMeasure
{
    private const double Factor = 3;
    private int _round;

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"training, {name}");

    protected override IReadOnlyList<object> Request => ["train", model.Layers, model.HeadCount, model.Width, model.Context, batch, model.Vocabulary];

    protected override string Unit => "tokens/s";

    protected override double? GoalOnOneDnn => 1.3;

    private double Tokens => (double)batch * model.Context;

    /// <summary>Useful operations of a token, forward and backward: 6 N + 12 L T D.</summary>
    internal double FlopsPerToken => 6.0 * model.ParameterCount() + 12.0 * model.Layers * model.Context * model.Width;

    protected override double Figure(double seconds) => Tokens / seconds;

    protected override double Goal(Ground ground, double peerSeconds) => GoalFor(ground, Figure(peerSeconds));

    /// <summary>Three times the peer, or a part of the products' peak, whichever is lower, as a ratio.</summary>
    internal double GoalFor(Ground ground, double peerTokensPerSecond) => Math.Min(Factor, Bound(ground) / peerTokensPerSecond);

    // The tokens a second that are `share` of the peak.
    private double Bound(Ground ground) => share * ground.Ceilings.Gigaflops * 1e9 / FlopsPerToken;

    protected override string Note(Ground ground, double ourSeconds, double peerSeconds)
    {
        var (ours, theirs) = (Figure(ourSeconds) * FlopsPerToken * 1e-9, Figure(peerSeconds) * FlopsPerToken * 1e-9);
        return string.Create(CultureInfo.InvariantCulture,
            $"useful: {ours:0.0} and {theirs:0.0} GFLOP/s, {ours / ground.Ceilings.Gigaflops:P0} and {theirs / ground.Ceilings.Gigaflops:P0} of the {ground.Ceilings.Gigaflops:0} of dnnl_sgemm at 2048 on all cores; "
            + $"{Factor:0} x are {Factor * Figure(peerSeconds):#,0} tokens/s, {share:P0} of the peak are {Bound(ground):#,0}; {ground.Ceilings.Gigaflops / theirs:0.0} x would be all of it");
    }

    protected override Work Prepare(Ground ground)
    {
        var path = TextOf(ground);
        Letters.Write(path, model.Vocabulary);
        return new(() => { });
    }

    private string TextOf(Ground ground) => Path.Combine(ground.Scratch, $"letters-{model.Vocabulary}.txt");

    private protected override Task<double> OurSeconds(Ground ground, Work work, int threads, CancellationToken cancellation) => OwnThread.Run(() =>
    {
        TorchSharp.torch.set_num_threads(threads);
        var tasks = new TaskSource(new Workplace(ground.Surroundings).Catalogue());
        var config = new RunConfig
        {
            Model = model,
            Data = TextOf(ground),
            Train = new() { Steps = steps, BatchSize = batch, EvaluationWindows = 1, EvaluateEvery = steps },
        };
        var folder = new RunFolder(Path.Combine(ground.Scratch, $"run-{model.Vocabulary}-{model.Width}-{_round++}"));
        var speeds = new StepSpeeds();
        var result = new Trainer(tasks, ground.Clock, RunEnvironment.Current()).Run(config.Resolve(tasks), folder, speeds, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result.Status == RunStatus.Completed
            ? Tokens / speeds.Median
            : throw new InvalidOperationException($"a run of the bench did not finish: {result.Error}");
    }, cancellation);
}
