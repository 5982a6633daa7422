using Workbench.Configuration;
using Workbench.Data.Tasks;
using Workbench.Training;

namespace Workbench.Tests.Training;

/// <summary>
/// Losses recorded under <see cref="Numerics.Version"/>. A failure here means that a change moved them: if that was intended, raise the
/// version, so that no run recorded before is taken for one of after, and record the new losses.
/// </summary>
public sealed class GoldenLossTests : IDisposable
{
    // Other kernels and thread counts sum in another order (measured: 4e-6 at most); a changed formula moves far more than this.
    private const double Tolerance = 1e-5;

    private readonly Runs _runs = new();

    public static TheoryData<string, double, double> Golden =>
        new()
        {
            { "", 2.191828489303589, 2.1661316394805907 },
            { "model.position=sinusoidal model.norm=rmsnorm model.feedForward=swiglu", 2.1978960037231445, 2.1641194820404053 },
            { "model.placement=post model.position=rope model.heads=gqa:1", 2.209895610809326, 2.1739660263061524 },
            { "model.position=alibi model.heads=mqa model.tieEmbeddings=false", 1.7703831195831299, 1.7201748847961427 },
            { "model.position=t5 model.attention=window:4", 2.054534435272217, 2.0514533618725386 },
            { "model.position=shaw:3 model.heads=mqa", 2.0712125301361084, 2.062670230698555 },
            { "model.position=none model.feedForward=relu model.dropout=0.2", 2.1978917121887207, 2.124945545196533 },
            { "model.heads=mqa model.dropout=0.2", 2.2444639205932617, 2.1984959125518797 },
            { "model.attention=linear", 2.194364070892334, 2.1686870098114013 },
            { "model.attention=rfa:16", 2.2005181312561035, 2.170351266860962 },
            { "model.attention=performer:16", 2.1934187412261963, 2.167668342590332 },
            { "model.attention=delta model.position=rope", 2.0620100498199463, 2.046940295872512 },
            { "train.schedule=inverse-square-root train.clip=0.1 train.weightDecay=1", 2.2164998054504395, 2.186062955856323 },
            { "dtype=float64 seed=7", 2.1255985393487364, 2.1194788771100734 },
            { "task=copy:8", 2.0701165199279785, 2.0962342262268066 },
            { "task=mqar:3", 4.544458389282227, 4.7441861470540365 },
        };

    [Theory]
    [MemberData(nameof(Golden))]
    public void The_losses_are_those_that_were_recorded(string overrides, double training, double validation)
    {
        Assert.Equal(7, Numerics.Version);
        // A high rate: what attention or a schedule does differently shows in a few steps.
        var config = _runs.Small with
        {
            Train = _runs.Small.Train with { Steps = 20, LearningRate = 1e-2 },
        };
        foreach (var one in overrides.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            config = ConfigTree.With(config, one.Split('=')[0], one.Split('=')[1]);
        if (config.Task is not CharLm)
            config = config with { Data = "" };
        var result = _runs.Trainer.Run(config, _runs.Folder("run"));
        var (last, evaluated) = (result.Curve[^1].Loss, result.Evaluations[^1].Loss);
        Assert.True(
            Math.Abs(last / training - 1) < Tolerance && Math.Abs(evaluated / validation - 1) < Tolerance,
            $"{{ \"{overrides}\", {last:R}, {evaluated:R} }},"
        );
    }

    public void Dispose() => _runs.Dispose();
}
