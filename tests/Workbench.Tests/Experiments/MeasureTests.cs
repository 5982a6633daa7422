using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Experiments;
using Workbench.Experiments.Measures;
using Workbench.Models.Blocks;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Tests.Experiments;

/// <summary>What experiments measure besides training, and the trends of it.</summary>
public sealed class MeasureTests
{
    private static readonly TaskSource Tasks = new(new Catalogue(Path.Combine(Path.GetTempPath(), "no data are needed")));

    private static readonly Study Small = new()
    {
        Axes = ["placement=pre,post"],
        Settings = ["model.layers=1", "model.width=16", "model.headCount=2", "model.context=16", "train.batchSize=4"],
        Task = "copy",
        SeedCount = 3,
        Threads = 1,
    };

    private sealed class ManualClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Now;
    }

    private sealed class TakesTime(ManualClock clock, long milliseconds) : TimedWork
    {
        public bool Disposed { get; private set; }

        public override void Prepare() => clock.Now += 1_000_000;

        public override void Run() => clock.Now += milliseconds;

        public override void Dispose() => Disposed = true;
    }

    private static MeasuredModels Models(Study study, TimeProvider? clock = null, params string[] settings) =>
        new(new Planner(new TaskResolver(Tasks), 2).Plan(study), settings, Tasks, clock ?? TimeProvider.System);

    private static MeasuredSeries Series(string label, Func<double, int, double> value, int replicates = 4) =>
        new(
            label,
            [
                .. ((double[])[2, 4, 8, 16]).Select(size => new MeasuredPoint(
                    $"{size}",
                    size,
                    [.. Enumerable.Range(0, replicates).Select(replicate => value(size, replicate))]
                )),
            ]
        );

    private static Measurement Of(bool timed, params MeasuredSeries[] series) =>
        new()
        {
            Name = "m",
            Quantity = "q",
            Size = "layers",
            Timed = timed,
            Series = series,
        };

    [Theory]
    [InlineData(0.5, TrendWord.Grows)]
    [InlineData(-0.5, TrendWord.Falls)]
    [InlineData(0.02, TrendWord.Level)]
    public void A_power_of_the_size_is_found(double exponent, TrendWord word)
    {
        // Replicates differ by a factor and a little in the exponent.
        var trend = Of(false, Series("a", (size, i) => (1 + i) * Math.Pow(size, exponent + (0.01 * (i - 1.5))))).TrendOf("a")!;
        Assert.Equal(exponent, trend.Exponent.Mean, 1e-12);
        Assert.Equal(4, trend.Exponent.Count);
        Assert.Equal(word, trend.Word);
    }

    [Fact]
    public void What_wavers_has_no_trend_and_one_replicate_has_none_either()
    {
        var wavers = Of(false, Series("a", (size, i) => Math.Pow(size, i - 1.5)));
        Assert.Equal(TrendWord.Undetermined, wavers.TrendOf("a")!.Word);
        Assert.Null(Of(false, Series("a", (size, _) => size, replicates: 1)).TrendOf("a"));
        Assert.Null(wavers.TrendOf("b"));
        // More series of one measure widen each interval.
        MeasuredSeries one = Series("a", (size, i) => Math.Pow(size, 0.1 * i)),
            other = one with { Label = "b" };
        Assert.True(
            Of(false, one, other).TrendOf("a")!.Exponent.Interval!.Value.High > Of(false, one).TrendOf("a")!.Exponent.Interval!.Value.High
        );
    }

    [Fact]
    public void A_ratio_passes_one_where_its_logarithm_does()
    {
        Assert.Equal(6, Series("a", (size, _) => size / 6).Crossing!.Value, 1e-9);
        Assert.Equal(6, Series("a", (size, _) => 36 / (size * size)).Crossing!.Value, 1e-9);
        Assert.Null(Series("a", (size, _) => size).Crossing);
    }

    [Fact]
    public void Speeds_are_the_baselines_time_over_the_variants_without_preparation()
    {
        var clock = new ManualClock();
        TakesTime[] works = [new(clock, 100), new(clock, 50), new(clock, 400)];
        Assert.Equal(
            [
                [2, 2, 2],
                [0.25, 0.25, 0.25],
            ],
            SpeedRatio.Of(Models(Small, clock), works, CancellationToken.None)
        );
        Assert.All(works, work => Assert.True(work.Disposed));
    }

    [Fact]
    public void The_gradient_at_initialisation_is_that_of_finite_differences()
    {
        var models = Models(Small, null, "train.batchSize=2");
        var measurement = new InitialGradients { Depths = [1, 2] }.Measure(models, CancellationToken.None);
        Assert.Equal(["pre", "post"], measurement.Series.Select(one => one.Label));
        var config = models.Variants[1].Config;
        Assert.Equal((Placement.Post, 2), (config.Model.Placement, config.Train.BatchSize));
        config = config with { Seed = 2, Dtype = "float64", Model = config.Model with { Layers = 2 } };
        using var scope = NewDisposeScope();
        using var model = config.BuildModel();
        using var batch = models.FirstBatch(config);
        var weight = model.named_parameters().Single(one => one.name == "blocks.1.feed_forward.contract.weight").parameter;
        // The model is drawn in the precision of its weights, so the gradient of float64 is that of float32 up to rounding.
        var squares = 0.0;
        const double step = 1e-5;
        using (no_grad())
            for (var i = 0; i < weight.shape[0]; i++)
            for (var j = 0; j < weight.shape[1]; j++)
            {
                var high = Loss(i, j, step);
                var slope = (high - Loss(i, j, -step)) / (2 * step);
                squares += slope * slope;
            }
        Assert.Equal(Math.Sqrt(squares), measurement.Series[1].Points[1].Values[1], 1e-4 * Math.Sqrt(squares));

        double Loss(int i, int j, double by)
        {
            using var inner = NewDisposeScope();
            var before = weight[i, j].item<double>();
            weight[i, j] = before + by;
            var loss = model.Loss(batch.Inputs, batch.Targets, Batch.Ignored).item<double>();
            weight[i, j] = before;
            return loss;
        }
    }

    [Fact]
    public void More_features_are_nearer_to_softmax_attention()
    {
        var study = Small with { Axes = ["attention=full,performer:8,performer:16,performer:8:kernel=favor"] };
        var measurement = new AttentionError { Features = [8, 64, 512] }.Measure(
            Models(study, null, "model.initialisation=xavier"),
            CancellationToken.None
        );
        // Softmax attention has no features, and a number of features is no further variant.
        Assert.Equal(["performer:8", "performer:8:kernel=favor"], measurement.Series.Select(one => one.Label));
        Assert.All(measurement.Series, one => Assert.Equal(TrendWord.Falls, measurement.TrendOf(one.Label)!.Word));
        Assert.InRange(measurement.Series[0].Points[^1].Mean, 1e-3, 0.5);
    }

    [Fact]
    public void Decoding_and_steps_are_timed_for_every_other_variant()
    {
        var models = Models(Small with { SeedCount = 2, Axes = ["heads=mha,mqa"] });
        var decoding = new DecodingSpeed { Batches = [1, 2], Contexts = [160] }.Measure(models, CancellationToken.None);
        Assert.Equal(["1 x 160", "2 x 160"], Assert.Single(decoding.Series).Points.Select(point => point.Label));
        var steps = new StepCost { Lengths = [16, 32] }.Measure(models, CancellationToken.None);
        Assert.Equal("mqa", Assert.Single(steps.Series).Label);
        Assert.All(
            decoding.Series.Concat(steps.Series).SelectMany(one => one.Points),
            point =>
            {
                Assert.Equal(2, point.Values.Count);
                Assert.All(point.Values, value => Assert.InRange(value, 0.01, 100));
            }
        );
    }

    [Fact]
    public void Other_values_and_trends_are_deviations_and_times_are_not()
    {
        var old = Of(false, Series("a", (size, i) => size * (1 + i)));
        var less = Of(false, Series("a", (size, i) => size * (1 + i) * 1.005));
        Assert.Empty(MeasureDeviations.Of([old], [old], sameBits: true));
        Assert.Equal(4, MeasureDeviations.Of([old], [less], sameBits: true).Count());
        Assert.Empty(MeasureDeviations.Of([old], [less], sameBits: false));
        var falls = MeasureDeviations.Of([old], [Of(false, Series("a", (size, i) => (1 + i) / size))], sameBits: false).ToList();
        Assert.Contains(falls, one => one is { Recorded: "grows", Now: "falls" });
        Assert.Contains(MeasureDeviations.Of([old], [], sameBits: false), one => one.Now == "not measured");
        Assert.Empty(MeasureDeviations.Of([old with { Timed = true }], [], sameBits: true));
    }

    [Fact]
    public void Settings_are_those_of_a_study()
    {
        var unknown = Assert.Throws<InvalidInputException>(() => Models(Small, null, "model.widht=32"));
        Assert.Contains("model.width", unknown.Message);
        var odd = Assert.Throws<InvalidInputException>(() => Models(Small, null, "model.headCount=3"));
        Assert.Contains("the number of heads must divide the width", odd.Message);
        var none = Assert.Throws<InvalidInputException>(() => Models(Small with { Axes = [] }));
        Assert.Contains("a measure compares the values of the study's first axis", none.Message);
    }
}
