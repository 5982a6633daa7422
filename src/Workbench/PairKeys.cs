namespace Workbench;

/// <summary>
/// Two numbers as one, for the keys of a dictionary. The hash that .NET gives a long is the exclusive or of its halves: the pairs of a
/// vocabulary of V would share V hashes, and a dictionary of millions of them be a few thousand long lists.
/// </summary>
internal sealed class PairKeys : IEqualityComparer<long>
{
    private PairKeys() { }

    /// <summary>The comparer of such a dictionary.</summary>
    public static PairKeys Comparer { get; } = new();

    /// <summary>The key; keys are in the order of their first numbers, then of the second.</summary>
    public static long Of(int first, int second) => ((long)first << 32) | (uint)second;

    /// <summary>The numbers of a key.</summary>
    public static (int First, int Second) Numbers(long key) => ((int)(key >> 32), (int)key);

    /// <inheritdoc/>
    public bool Equals(long x, long y) => x == y;

    /// <inheritdoc/>
    // Fibonacci hashing: the upper bits of a product depend on all bits of the key.
    public int GetHashCode(long obj) => (int)((ulong)obj * 0x9E37_79B9_7F4A_7C15 >> 32);
}
