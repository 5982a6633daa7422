using Workbench.Reporting;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Testing;

/// <summary>A made-up study of 2 placements x 3 positions x 5 seeds with numbers of a realistic size, the same at every call.</summary>
internal static class SampleStudy
{
    private static readonly string[] Placements = ["pre", "post"];
    private static readonly string[] Positions = ["sinusoidal", "rope", "alibi"];
    private static readonly long[] Seeds = [1, 2, 3, 4, 5];

    public static ReportData Data { get; } = Make();

    public static ReportData Make()
    {
        var cells = (from placement in Placements from position in Positions select (placement, position)).ToArray();
        return new ReportData
        {
            Title = "placement × position",
            Question =
                "What do placement (pre, post) and position (sinusoidal, rope, alibi) do to the validation loss of tiny-gpt on "
                + "sotu after 200 steps?",
            Metric = new Metric("validation loss", "nats/char", LowerIsBetter: true),
            Variants = [.. cells.Select(cell => Variant(cell.placement, cell.position))],
            AxisEffects =
            [
                Comparison("placement=post", "placement=pre", "placement", [0.131, 0.118, 0.152, 0.109, 0.127]),
                Comparison("position=rope", "position=sinusoidal", "position", [-0.081, -0.074, -0.092, -0.077, -0.085]),
                Comparison("position=alibi", "position=sinusoidal", "position", [-0.021, 0.017, -0.046, 0.008, -0.031]),
            ],
            Comparisons =
            [
                .. cells
                    .Where(cell => cell != ("pre", "sinusoidal"))
                    .Select(cell =>
                        Comparison(
                            Name(cell.placement, cell.position),
                            Name("pre", "sinusoidal"),
                            null,
                            [.. Seeds.Select(seed => Final(cell.placement, cell.position, seed) - Final("pre", "sinusoidal", seed))]
                        )
                    ),
            ],
            Interactions =
            [
                .. Positions
                    .Skip(1)
                    .Select(position =>
                        Comparison(
                            $"placement=post x position={position}",
                            "each alone",
                            null,
                            [
                                .. Seeds.Select(seed =>
                                    Final("post", position, seed)
                                    - Final("pre", position, seed)
                                    - Final("post", "sinusoidal", seed)
                                    + Final("pre", "sinusoidal", seed)
                                ),
                            ]
                        )
                    ),
            ],
            AuditRemarks = ["tuning effort: none, the learning rate is 0.001 for every variant; --tune chooses one for each"],
            Epsilon = 0.02,
            EpsilonSource = "default: 1 % of the baseline's mean",
            Audit = [.. cells.Select(cell => new ReportAudit(Name(cell.placement, cell.position), 817_920, 1_702_400, 131_072))],
            References = [new("chance level", 4.477), new("unigram entropy", 3.02)],
            TrainedContext = 64,
            BaselineConfig =
            [
                new("model.layers", "4"),
                new("model.width", "128"),
                new("model.headCount", "4"),
                new("model.context", "64"),
                new("model.placement", "pre"),
                new("model.norm", "layernorm"),
                new("model.position", "sinusoidal"),
                new("model.heads", "mha"),
                new("model.attention", "full"),
                new("train.steps", "200"),
                new("train.batchSize", "12"),
                new("train.learningRate", "0.001"),
                new("task", "char-lm"),
                new("data", "sotu"),
            ],
            Provenance = new ReportProvenance
            {
                StudyId = "1f3a9c04e2b7",
                CommandLine =
                    "./workbench ablate placement=pre,post position=sinusoidal,rope,alibi --base tiny-gpt --task char-lm --data "
                    + "sotu --seeds 5 --steps 200",
                Reproduce =
                [
                    "git checkout 41f6a35",
                    "./workbench ablate placement=pre,post position=sinusoidal,rope,alibi --base tiny-gpt --task char-lm --data "
                        + "sotu --seeds 5 --steps 200",
                ],
                Commit = "41f6a3500c2f7a8e0c1d9b6a",
                Versions = [new("Workbench", "0.1.0"), new(".NET", "10.0.1"), new("libtorch", "1.13.1"), new("Numerics version", "1")],
                Machine =
                [
                    new("Processor", "Intel Xeon, 2 cores, AVX-512"),
                    new("Threads per run", "1"),
                    new("Kernels", "oneDNN GEMM 2.6.3"),
                    new("Device, dtype", "cpu, float32"),
                ],
                Seeds = Seeds,
                Data =
                [
                    new("Data", "sotu, 233 addresses, 10.8 MB, public domain"),
                    new("Checksum", "sha256 9b1f0c2e5d7a4b6c8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"),
                    new("Tokenizer", "characters, 88 symbols"),
                ],
                Started = new DateTimeOffset(2026, 11, 22, 20, 14, 5, TimeSpan.Zero),
                Elapsed = TimeSpan.FromSeconds(417),
            },
        };
    }

    public static string Name(string placement, string position) => $"placement={placement} position={position}";

    /// <summary>Noise in [-1, 1] from a hash: tests need neither a clock nor a random source.</summary>
    public static double Noise(params object[] keys)
    {
        var hash = 1469598103934665603UL;
        foreach (var letter in string.Join('|', keys))
            hash = (hash ^ letter) * 1099511628211UL;
        hash ^= hash >> 29;
        hash *= 0xbf58476d1ce4e5b9UL;
        return (hash >> 11) / (double)(1UL << 52) - 1;
    }

    private static double Final(string placement, string position, long seed) =>
        2.05
        + (placement == "post" ? 0.12 : 0)
        + position switch
        {
            "rope" => -0.08,
            "alibi" => -0.015,
            _ => 0.0,
        }
        + 0.05 * Noise("seed", seed)
        + (position == "alibi" ? 0.035 : 0.012) * Noise(placement, position, seed);

    private static double Loss(string placement, string position, long seed, long step) =>
        Final(placement, position, seed) + 2.4 * Math.Exp(-step / (placement == "post" ? 42.0 : 30.0));

    private static ReportVariant Variant(string placement, string position) =>
        new()
        {
            Name = Name(placement, position),
            Values = [new("placement", placement), new("position", position)],
            IsBaseline = (placement, position) == ("pre", "sinusoidal"),
            Final = Estimate([.. Seeds.Select(seed => Final(placement, position, seed))]),
            ConfigDifferences =
            [
                .. placement == "post" ? new[] { new ReportSetting("model.placement", "post") } : [],
                .. position != "sinusoidal" ? new[] { new ReportSetting("model.position", position) } : [],
            ],
            Runs = [.. Seeds.Select(seed => Run(placement, position, seed))],
        };

    private static ReportRun Run(string placement, string position, long seed) =>
        new()
        {
            Seed = seed,
            FinalMetric = Final(placement, position, seed),
            Training =
            [
                .. Enumerable
                    .Range(1, 200)
                    .Select(step => new ReportPoint(
                        step,
                        Loss(placement, position, seed, step) - 0.03 + 0.12 * Noise(placement, position, seed, step)
                    )),
            ],
            Validation =
            [
                .. Enumerable
                    .Range(0, 21)
                    .Select(point => new ReportPoint(
                        point * 10,
                        Loss(placement, position, seed, point * 10) + 0.01 * Noise("v", placement, position, seed, point)
                    )),
            ],
            Extrapolation =
            [
                .. new[] { 64, 128, 256 }.Select(length => new ReportPoint(
                    length,
                    Final(placement, position, seed)
                        + Math.Log2(length / 64.0)
                            * position switch
                            {
                                "alibi" => -0.01,
                                "rope" => 0.31,
                                _ => 0.52,
                            }
                )),
            ],
            TokensPerSecond = 8200 + (position == "rope" ? -420 : 0) + 180 * Noise("t", placement, position, seed),
            PeakMemoryBytes = (long)(312e6 + 4e6 * Noise("m", placement, position, seed)),
            Id = $"{(uint)(Noise("id", placement, position, seed) * int.MaxValue):x8}",
        };

    private static ReportComparison Comparison(string subject, string baseline, string? axis, double[] pairs)
    {
        var estimate = Estimate(pairs);
        var verdict = estimate switch
        {
            { Low: > -0.02, High: < 0.02 } => VerdictWord.Equivalent,
            { High: < 0 } => VerdictWord.Better,
            { Low: > 0 } => VerdictWord.Worse,
            _ => VerdictWord.Undetermined,
        };
        return new ReportComparison
        {
            Subject = subject,
            Baseline = baseline,
            Axis = axis,
            Difference = estimate,
            Pairs = pairs,
            Verdict = verdict,
            SeedsToSettle = verdict == VerdictWord.Undetermined ? 17 : null,
            Corrected = (verdict, 0.0123),
            Evidence = Evidence.Of(pairs, [pairs], 0.02),
            // Of seven comparisons: t(4) at 1 - 0.05 / 14.
            Simultaneous = new(
                estimate.Mean - (1.7 * (estimate.High - estimate.Mean)),
                estimate.Mean + (1.7 * (estimate.High - estimate.Mean))
            ),
            Sensitivity = new(Math.Max(Math.Abs(estimate.Low), Math.Abs(estimate.High)), verdict == VerdictWord.Undetermined ? 2 : 0),
            Note =
                verdict == VerdictWord.Undetermined
                    ? "the interval contains 0 and extends beyond ±0.02; about 17 seeds would probably settle it"
                    : "the interval excludes 0",
        };
    }

    /// <summary>Mean and 95 % t interval of five values.</summary>
    private static ReportEstimate Estimate(double[] values)
    {
        var mean = values.Average();
        var half = 2.776 * Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);
        return new ReportEstimate(mean, mean - half, mean + half);
    }
}
