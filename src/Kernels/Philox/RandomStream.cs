using System.Text;

namespace Workbench.Kernels;

/// <summary>
/// Names one stream of random numbers. The value of an element depends on (<see cref="Seed"/>, <see cref="Role"/>, <see cref="Step"/>,
/// element) and on nothing else: not on what was drawn before, the size of the tensor, the device or the number of threads. Two variants of
/// a model that share a role therefore see the same numbers, which is what makes their runs a pair.
/// </summary>
/// <remarks>One stream serves one kind of draw: uniforms and normals of the same stream are made from the same words.</remarks>
/// <param name="Seed">The seed of the run: the key of the generator.</param>
/// <param name="Role">What the numbers are for: a weight's name, a dropout site, the batches. See <see cref="Named"/>.</param>
/// <param name="Step">The training step, 0 for what is drawn once.</param>
public readonly record struct RandomStream(ulong Seed, uint Role, uint Step)
{
    /// <summary>The stream of a role given by name, hashed to 32 bits (FNV-1a over its UTF-8 bytes).</summary>
    /// <param name="seed">The seed of the run; a negative one is taken as its 64 bits.</param>
    /// <param name="role">What the numbers are for, for example <c>init/blocks.0.attention.query.weight</c>.</param>
    /// <param name="step">The training step, from 0 to 2^32 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative or does not fit in 32 bits.</exception>
    public static RandomStream Named(long seed, string role, long step = 0)
    {
        ArgumentNullException.ThrowIfNull(role);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, uint.MaxValue);
        return new RandomStream(unchecked((ulong)seed), Hash(role), (uint)step);
    }

    /// <summary>The same role and seed at another step.</summary>
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
