using System.Text;

namespace Workbench.Kernels;

/// <summary>
/// Identifies a stream of random numbers. An element's value depends only on (<see cref="Seed"/>, <see cref="Role"/>, <see cref="Step"/>,
/// element), not on earlier draws, the size of the tensor, the device or the number of threads. Two variants of a model that share a role
/// therefore get the same numbers, so their runs can be compared as a pair.
/// </summary>
/// <remarks>Use a stream for one kind of draw only: uniform and normal numbers of the same stream come from the same words.</remarks>
/// <param name="Seed">The seed of the run: the key of the generator.</param>
/// <param name="Role">Hash of the purpose of the numbers: a weight's name, a dropout site, the batches. See <see cref="Named"/>.</param>
/// <param name="Step">The training step; 0 for numbers drawn only once.</param>
public readonly record struct RandomStream(ulong Seed, uint Role, uint Step)
{
    /// <summary>The stream of a named role. The name is hashed to 32 bits (FNV-1a over its UTF-8 bytes).</summary>
    /// <param name="seed">The seed of the run; a negative seed is reinterpreted as unsigned.</param>
    /// <param name="role">The purpose of the numbers, for example <c>init/blocks.0.attention.query.weight</c>.</param>
    /// <param name="step">The training step, from 0 to 2^32 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative or does not fit in 32 bits.</exception>
    public static RandomStream Named(long seed, string role, long step = 0)
    {
        ArgumentNullException.ThrowIfNull(role);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, uint.MaxValue);
        return new RandomStream(unchecked((ulong)seed), Hash(role), (uint)step);
    }

    /// <summary>The stream with the same seed and role at another step.</summary>
    /// <param name="step">The training step, from 0 to 2^32 - 1.</param>
    public RandomStream At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, uint.MaxValue);
        return this with { Step = (uint)step };
    }

    private static uint Hash(string role)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(role))
            hash = unchecked((hash ^ octet) * 16777619u);
        return hash;
    }
}
