using Workbench.Kernels;

namespace Workbench.Benches;

/// <summary>One way to do some work.</summary>
/// <param name="Name">Its name, where a peer has several; empty otherwise.</param>
/// <param name="Prepare">Makes the work ready.</param>
internal sealed record Contender(string Name, Func<Workload> Prepare);

/// <summary>What ours is compared with.</summary>
/// <param name="Name">Its name: "TorchSharp".</param>
/// <param name="Goal">The ratio that is aimed at; 0 for none.</param>
/// <param name="Ways">Ways to do the work; the fastest counts.</param>
internal sealed record Peer(string Name, double Goal, params IReadOnlyList<Contender> Ways)
{
    /// <summary>How many times the peer's time counts. Default 1.</summary>
    public double Times { get; init; } = 1;

    /// <summary>
    /// Whether the peer is libtorch, for which our kernels must neither compute products nor allocate meanwhile. Default false: another
    /// form of ours.
    /// </summary>
    public bool IsLibtorch { get; init; }

    /// <summary>libtorch's own operators, as a careful user of TorchSharp calls them.</summary>
    public static Peer TorchSharp(double goal, Func<Workload> prepare) =>
        new("TorchSharp", goal, new Contender("", prepare)) { IsLibtorch = true };

    /// <summary>The same with what a user can tune: fused operators through TorchScript, whole functions in TorchScript.</summary>
    public static Peer Tuned(double goal, params IReadOnlyList<Contender> ways) =>
        new("TorchSharp, tuned", goal, ways) { IsLibtorch = true };

    /// <summary>
    /// libtorch's own operators with whatever makes the products of this process: only what lies around them is compared.
    /// </summary>
    public static Peer SameProducts(double goal, Func<Workload> prepare) =>
        new("TorchSharp, same products", goal, new Contender("", prepare));

    /// <summary>Lets libtorch compute every product and allocate every tensor by itself until disposed.</summary>
    public static IDisposable OnLibtorch() => NativeKernels.Suspend("gemm", NativeKernels.Memory);
}

/// <summary>The time of some work, each side on the number of threads and in the way that suit it best.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Ours">Makes our side ready.</param>
/// <param name="Peers">What it is compared with.</param>
internal sealed record TimeMeasure(string Name, Func<Workload> Ours, params IReadOnlyList<Peer> Peers) : Measure(Name)
{
    private const string OurSide = "ours";

    /// <summary>Tokens of one run, where the figures are tokens a second; 0 where they are milliseconds. Default 0.</summary>
    public double Tokens { get; init; }

    /// <summary>Floating-point operations and bytes that the work cannot do without. Default: not known.</summary>
    public (double Flops, double Bytes) Least { get; init; }

    /// <summary>The precision of our products, for the least time. Default: float32.</summary>
    public ProductPrecision Precision { get; init; }

    /// <summary>What else there is to say. Default: nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>So many times the rounds: for small differences between forms of one kernel. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var timer = new InterleavedTimer(Repeats * context.Rounds);
        var prepared = new List<Workload>();
        try
        {
            Add(OurSide, new Contender("", Ours), onLibtorch: false);
            foreach (var peer in Peers)
            {
                foreach (var way in peer.Ways)
                    Add(peer.Name, way, peer.IsLibtorch);
            }
            var fastest = timer.Run(cancellation);
            return [.. Peers.Select(peer => Compare(context, fastest[OurSide], fastest[peer.Name], peer))];
        }
        finally
        {
            prepared.ForEach(work => work.Dispose());
        }

        void Add(string side, Contender way, bool onLibtorch)
        {
            var work = way.Prepare();
            prepared.Add(work);
            foreach (var threads in context.Threads)
            {
                var contender = string.Join(", ", new[] { way.Name, BenchContext.ThreadsText(threads) }.Where(text => text.Length > 0));
                timer.Add(
                    side,
                    contender,
                    () =>
                    {
                        using var library = onLibtorch ? Peer.OnLibtorch() : null;
                        return InterleavedTimer.MedianSeconds(work, threads, context.Clock);
                    }
                );
            }
        }
    }

    private Comparison Compare(BenchContext context, Fastest ours, Fastest theirs, Peer peer)
    {
        var (mine, other) = (ours.Seconds, peer.Times * theirs.Seconds);
        return new(
            Name,
            Tokens > 0 ? "tokens/s" : "ms",
            Figure(mine),
            Figure(other),
            peer.Name,
            other / mine,
            peer.Goal,
            Joined($"ours: {ours.Contender}, {peer.Name}: {theirs.Contender}", Note, context.Ceilings.Roofline(Least, Precision))
        );
    }

    private double Figure(double seconds) => Tokens > 0 ? Tokens / seconds : seconds * 1e3;
}
