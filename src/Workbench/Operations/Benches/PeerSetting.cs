using System.Globalization;

namespace Workbench.Operations.Benches;

/// <summary>How PyTorch is started as a peer: which BLAS serves its products, and on how many threads.</summary>
/// <param name="Name">For people: "OPENBLAS_CORETYPE=SkylakeX, 1 thread".</param>
/// <param name="Side">Whom it competes for: PyTorch as it is installed, or PyTorch with oneDNN for a BLAS.</param>
/// <param name="Environment">The variables that make it so.</param>
internal sealed record PeerSetting(string Name, string Side, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>PyTorch as it is installed, its kind of processor named to it at best.</summary>
    public const string Plain = "python3-torch";

    /// <summary>PyTorch whose BLAS entry oneDNN serves.</summary>
    public const string OneDnn = "python3-torch on oneDNN";

    /// <summary>Every way to start it.</summary>
    /// <param name="threads">The numbers of threads to try.</param>
    /// <param name="preload">The library that serves BLAS by oneDNN; null leaves that side out.</param>
    public static IReadOnlyList<PeerSetting> All(IReadOnlyList<int> threads, string? preload) =>
    [
        .. threads.Select(count => Of("default BLAS", Plain, count)),
        .. threads.Select(count => Of("OPENBLAS_CORETYPE=SkylakeX", Plain, count, ("OPENBLAS_CORETYPE", "SkylakeX"))),
        .. threads.Where(_ => preload is not null).Select(count => Of("BLAS by dnnl_sgemm", OneDnn, count, ("LD_PRELOAD", preload!))),
    ];

    private static PeerSetting Of(string name, string side, int threads, params IEnumerable<(string Name, string Value)> variables) => new(
        $"{name}, {ThreadsText(threads)}", side,
        new Dictionary<string, string>(variables.Select(one => KeyValuePair.Create(one.Name, one.Value)))
        {
            // OpenBLAS reads it too.
            ["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture),
        });

    /// <summary>"1 thread", "2 threads".</summary>
    public static string ThreadsText(int threads) => string.Create(CultureInfo.InvariantCulture, $"{threads} {(threads == 1 ? "thread" : "threads")}");
}
