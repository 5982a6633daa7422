namespace Workbench.Benches;

/// <summary>One thing that a bench measures.</summary>
/// <param name="Name">What it is: "layernorm, 2048 x 384". Unique in its bench.</param>
internal abstract record Measure(string Name)
{
    /// <summary>Takes it, on the caller's thread.</summary>
    public abstract IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation);

    private protected static string Joined(params ReadOnlySpan<string> parts) =>
        string.Join("; ", parts.ToArray().Where(text => text.Length > 0));
}
