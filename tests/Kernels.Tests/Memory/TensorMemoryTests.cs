using System.Globalization;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

/// <summary>What freed tensors leave is found again, bounded, and given back when asked; tensors that live never share it.</summary>
[Collection(NativeTests.Name)]
public sealed class TensorMemoryTests
{
    private const long Megabyte = 1 << 20;

    public TensorMemoryTests()
    {
        NativeKernels.Load();
        TensorMemory.Release();
    }

    private static long Resident() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    [Fact]
    public void What_a_tensor_leaves_is_kept_and_given_back_when_asked()
    {
        ones(64 * Megabyte / 4).Dispose();
        var kept = Resident();
        // The same memory: no more of it is resident than before.
        for (var i = 0; i < 8; i++)
            ones(64 * Megabyte / 4).Dispose();
        Assert.InRange(Resident() - kept, long.MinValue, 32 * Megabyte);
        Assert.InRange(TensorMemory.Release(), 64 * Megabyte, 80 * Megabyte);
        Assert.InRange(kept - Resident(), 48 * Megabyte, long.MaxValue);
        Assert.Equal(0, TensorMemory.Release());
    }

    [Fact]
    public void No_more_than_a_gigabyte_is_kept()
    {
        // Never written to, so never resident.
        var many = Enumerable.Range(0, 40).Select(_ => empty(32 * Megabyte / 4)).ToList();
        many.ForEach(one => one.Dispose());
        Assert.InRange(TensorMemory.Release(), 960 * Megabyte, 1024 * Megabyte);
    }

    [Fact]
    public void Small_tensors_are_left_to_libtorch()
    {
        ones(Megabyte / 4 - 1).Dispose();
        Assert.Equal(0, TensorMemory.Release());
        ones(Megabyte / 4).Dispose();
        Assert.Equal(2 * Megabyte, TensorMemory.Release());
    }

    [Fact]
    public void Tensors_of_many_threads_keep_their_numbers() => Parallel.For(0, 4, thread =>
    {
        var living = new Queue<(Tensor Tensor, float Value)>();
        for (var i = 0; i < 150; i++)
        {
            var size = (long)Philox.Below(new RandomStream(1, 7, (uint)thread), (ulong)i, (int)(6 * Megabyte)) / 4;
            var value = thread * 1000 + i;
            living.Enqueue((full(Math.Max(1, size), value), value));
            if (living.Count < 5)
                continue;
            var (tensor, wanted) = living.Dequeue();
            using (tensor)
            using (var same = tensor.eq(wanted).all())
                Assert.True(same.item<bool>());
        }
        while (living.TryDequeue(out var last))
            last.Tensor.Dispose();
    });
}
