using System.Runtime.InteropServices;
using Workbench.Kernels.Runtime;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Runtime;

/// <summary>The kernel <c>memory</c>: tensors take freed blocks of their own size.</summary>
[Collection(NativeTests.Name)]
public sealed class BlockReuseTests
{
    // Sizes that no other test uses, in float32 numbers.
    private const long Large = 1_000_003,
        Small = 300_007;

    public BlockReuseTests() => Assert.True(NativeKernels.Load().IsOn(NativeKernels.Memory), NativeKernels.Load().Reason);

    private static unsafe long Address(Tensor tensor) => (long)new NativeTensor(tensor.Handle).Start;

    // How many of the blocks that were freed are taken again, of 100. What else the process allocates may take a part of one.
    private static int Taken(Func<int, long> size, int between)
    {
        using var scope = NewDisposeScope();
        const int count = 10,
            rounds = 20;
        var tensors = new Tensor[count];
        var others = new List<nint>();
        var taken = 0;
        try
        {
            for (var i = 0; i < count; i++)
            {
                tensors[i] = empty(size(i));
                if (between > 0)
                    others.Add(Marshal.AllocHGlobal(between + (16 * i)));
            }
            for (var round = 0; round < rounds; round++)
            {
                var freed = Enumerable.Range(0, count).Where(i => i % 2 == round % 2).ToList();
                var addresses = freed.Select(i => Address(tensors[i])).ToHashSet();
                foreach (var i in freed)
                    tensors[i].Dispose();
                foreach (var i in freed)
                    tensors[i] = empty(size(i));
                taken += freed.Count(i => addresses.Contains(Address(tensors[i])));
            }
        }
        finally
        {
            others.ForEach(Marshal.FreeHGlobal);
        }
        return taken;
    }

    [Fact]
    public void A_freed_block_is_taken_again_by_a_tensor_of_its_size() =>
        Assert.InRange(Taken(i => i % 3 == 0 ? Small : Large, between: 0), 90, 100);

    [Fact]
    public void Small_blocks_between_tensors_do_not_prevent_it()
    {
        // Larger than what lies free between pages.
        Assert.InRange(Taken(_ => Large + 5000, between: 5000), 90, 100);
        Assert.NotEqual(0, NativeMethods.workbench_memory_release());
    }

    [Theory]
    [InlineData(16_384)] // the least: 64 KB
    [InlineData(16_385)]
    [InlineData(262_144)]
    [InlineData(1_000_001)]
    [InlineData(20_000_000)] // pages of its own
    public void Tensors_are_whole_and_aligned(long numbers)
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [.. Enumerable.Range(0, 4).Select(i => full(numbers, i + 1f))];
        tensors[1].Dispose();
        tensors[1] = full(numbers, 2f);
        for (var i = 0; i < tensors.Length; i++)
        {
            Assert.Equal(0, Address(tensors[i]) % 4096);
            Assert.Equal((i + 1f, i + 1f), (tensors[i].min().item<float>(), tensors[i].max().item<float>()));
        }
    }

    [Fact]
    public void Blocks_outlive_a_suspension()
    {
        using var scope = NewDisposeScope();
        var before = full(Large, 1f);
        Tensor within;
        using (NativeKernels.Suspend(NativeKernels.Memory))
        {
            within = full(Large, 2f);
            Assert.Equal(1f, before.max().item<float>());
            before.Dispose();
        }
        Assert.Equal(2f, within.min().item<float>());
        within.Dispose();
        Assert.Equal(3f, full(Large, 3f).max().item<float>());
    }

    [Fact]
    public void Threads_allocate_side_by_side()
    {
        Parallel.For(
            0,
            8,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            thread =>
            {
                using var scope = NewDisposeScope();
                for (var round = 0; round < 50; round++)
                {
                    using var one = full(Small + (1000 * thread), (float)thread);
                    using var other = full(Large + (100 * round), (float)round);
                    Assert.Equal(thread, one.min().item<float>());
                    Assert.Equal(round, other.max().item<float>());
                }
            }
        );
    }
}
