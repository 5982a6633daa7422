using TorchSharp.Modules;
using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>
/// A learned score bias per head and distance bucket, shared by all layers. With N buckets and E = N / 2, distance d has bucket d below E,
/// then min(N - 1, E + floor((N - E) log(d / E) / log(maxDistance / E))). Raffel et al. 2020, "Exploring the Limits of Transfer Learning",
/// section 2.1; the buckets follow the authors' decoder code (the paper uses N = 32 and maxDistance = 128). Unlike T5, which omits the
/// scaling and draws smaller query weights, scores are divided by sqrt(K). The table is initialised like an embedding.
/// </summary>
public sealed record T5Position : PositionConfig, IValidated
{
    /// <summary>Number of buckets, hence of biases per head. Default 32.</summary>
    [InRange(2, 65536), Positional]
    public int Buckets { get; init; } = 32;

    /// <summary>Distances from this one on share the last bucket; must exceed half the number of buckets. Default 128.</summary>
    [InRange(2, 10_000_000)]
    public int MaxDistance { get; init; } = 128;

    /// <inheritdoc/>
    public override bool CanExtrapolate => true;

    /// <inheritdoc/>
    public override PositionEncoding Build(BuildPlan plan) => new Bias(this, plan);

    /// <inheritdoc/>
    public override long ParameterCount(TransformerConfig model) => (long)Buckets * model.HeadCount;

    /// <inheritdoc/>
    public override IEnumerable<Fault> Refusals(TransformerConfig model, string path) => NeedsScores(model, path);

    /// <inheritdoc/>
    public IEnumerable<Fault> Validate(string path)
    {
        if (MaxDistance <= Buckets / 2)
            yield return new(
                "half of the buckets hold one distance each, and the others reach on to the largest",
                $"{MaxDistance}",
                $"above {Buckets / 2} (buckets / 2)",
                "Raise maxDistance, or take fewer buckets.",
                Names.Join(path, Names.Field(nameof(MaxDistance)))
            );
    }

    /// <summary>The bucket of a distance (query position minus key position).</summary>
    internal long Bucket(long distance)
    {
        var exact = Buckets / 2;
        if (distance < exact)
            return distance;
        var along = Math.Log((double)distance / exact) / Math.Log((double)MaxDistance / exact) * (Buckets - exact);
        // The tolerance keeps exact integers from being rounded down by errors of the logarithms.
        return Math.Min(Buckets - 1, exact + (long)(along + 1e-9));
    }

    private sealed class Bias : PositionEncoding
    {
        private readonly T5Position config;
        private readonly Parameter weight; // [N, H]
        private readonly ConstantTensorCache<long> buckets = new();

        public Bias(T5Position config, BuildPlan plan)
            : base("t5")
        {
            this.config = config;
            weight = nn.Parameter(plan.Draw(nameof(weight), WeightRole.Embedding, config.Buckets, plan.Model.HeadCount));
            RegisterComponents();
        }

        public override Tensor DistanceBias(long start, long queries, long keys, Tensor like)
        {
            // Distances from -(S - 1) to n - 1, a slice of the table of distances -(P - 1) to P - 1.
            var size = (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(64, Math.Max(queries, keys)));
            using var rows = Distances(size, weight.device).narrow(0, size - queries, queries + keys - 1);
            return EmbeddingLookup.embedding(rows, weight).t(); // [H, n + S - 1]
        }

        /// <summary>
        /// The buckets of the distances 1 - P to P - 1; one table serves all lengths up to P. Negative distances (future keys) are masked.
        /// </summary>
        private Tensor Distances(long size, Device device) =>
            buckets.Get(
                size,
                device,
                ScalarType.Int64,
                () =>
                {
                    var values = new long[2 * size - 1];
                    for (var distance = 1L; distance < size; distance++)
                        values[size - 1 + distance] = config.Bucket(distance);
                    return tensor(values);
                }
            );

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                buckets.Dispose();
            base.Dispose(disposing);
        }
    }
}
