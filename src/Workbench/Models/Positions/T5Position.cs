using TorchSharp.Modules;
using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>
/// A learned score bias per head and distance bucket, shared by all layers. With N buckets and E = N / 2, distance d has bucket d below E,
/// then min(N - 1, E + floor((N - E) log(d / E) / log(maxDistance / E))). Where tokens see ahead, half of the buckets are for the keys
/// after the query. Raffel et al. 2020, "Exploring the Limits of Transfer Learning", section 2.1; the buckets follow the authors' code (the
/// paper uses N = 32 and maxDistance = 128). Unlike T5, which omits the scaling and draws smaller query weights, scores are divided by
/// sqrt(K). The table is initialised like an embedding.
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
    public override IEnumerable<Fault> Refusals(TransformerConfig model, string path)
    {
        foreach (var fault in NeedsScores(model, path))
            yield return fault;
        if (model.Architecture.SeesAhead && Buckets < 4)
            yield return new(
                "where tokens see ahead, each direction needs two buckets",
                $"{Buckets}",
                "at least 4",
                "Take more buckets.",
                Names.Join(path, Names.Field(nameof(Buckets)))
            );
    }

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
    /// <param name="distance">Negative for a key after the query.</param>
    /// <param name="seesAhead">Whether keys after the query are seen; they have the second half of the buckets.</param>
    internal long Bucket(long distance, bool seesAhead = false)
    {
        if (!seesAhead)
            return BucketOf(distance, Buckets);
        return BucketOf(Math.Abs(distance), Buckets / 2) + (distance < 0 ? Buckets / 2 : 0);
    }

    private long BucketOf(long distance, int buckets)
    {
        var exact = buckets / 2;
        if (distance < exact)
            return distance;
        var along = Math.Log((double)distance / exact) / Math.Log((double)MaxDistance / exact) * (buckets - exact);
        // The tolerance keeps exact integers from being rounded down by errors of the logarithms.
        return Math.Min(buckets - 1, exact + (long)(along + 1e-9));
    }

    private sealed class Bias : PositionEncoding
    {
        private readonly T5Position config;
        private readonly bool seesAhead;
        private readonly Parameter weight; // [N, H]
        private readonly ConstantTensorCache<long> buckets = new();

        public Bias(T5Position config, BuildPlan plan)
            : base("t5")
        {
            (this.config, seesAhead) = (config, plan.Model.Architecture.SeesAhead);
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
        /// The buckets of the distances 1 - P to P - 1; one table serves all lengths up to P. Where tokens do not see ahead,
        /// negative distances (future keys) are masked.
        /// </summary>
        private Tensor Distances(long size, Device device) =>
            buckets.Get(
                size,
                device,
                ScalarType.Int64,
                () =>
                {
                    var values = new long[2 * size - 1];
                    for (var distance = seesAhead ? 1 - size : 1; distance < size; distance++)
                        values[size - 1 + distance] = config.Bucket(distance, seesAhead);
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
