using System.Runtime.InteropServices;

namespace Workbench.Kernels.Tests;

[Collection(NativeTests.Name)]
public class PhiloxNativeTests
{
    public PhiloxNativeTests() => Assert.True(NativeKernels.Load().IsOn("philox"), NativeKernels.Load().Reason);

    private static readonly (ulong First, int Count)[] Cuts =
    [
        (0, 16),
        (0, 1000),
        (1, 64),
        (2, 63),
        (3, 257),
        (61, 40_000),
        (uint.MaxValue * 4ul - 5, 100),
    ];

    [Fact]
    public void Every_instruction_set_gives_the_bits_of_the_reference()
    {
        var sets = NativeTests.InstructionSets().ToList();
        Assert.Contains("scalar", sets);
        foreach (var set in sets)
        {
            NativeMethods.Check(NativeMethods.workbench_cap_instruction_set(set));
            foreach (var (first, count) in Cuts)
            {
                var stream = new RandomStream(0x123456789abcdef0, 77, 5);
                AssertSame<uint>(
                    count,
                    d => Assert.True(PhiloxNative.TryFill(d, stream, first)),
                    d => PhiloxReference.Fill(d, stream, first)
                );
                AssertSame<float>(
                    count,
                    d => PhiloxNative.TryFillUniform(d, stream, first),
                    d => PhiloxReference.FillUniform(d, stream, first)
                );
                AssertSame<double>(
                    count,
                    d => PhiloxNative.TryFillUniform(d, stream, first),
                    d => PhiloxReference.FillUniform(d, stream, first)
                );
                AssertSame<float>(
                    count,
                    d => PhiloxNative.TryFillNormal(d, stream, first),
                    d => PhiloxReference.FillNormal(d, stream, first)
                );
                AssertSame<double>(
                    count,
                    d => PhiloxNative.TryFillNormal(d, stream, first),
                    d => PhiloxReference.FillNormal(d, stream, first)
                );
            }
            foreach (var p in new[] { 0, 0.1, 0.5, 1 })
            {
                var threshold = Philox.DropThreshold(p);
                AssertSame<float>(
                    1001,
                    d => PhiloxNative.TryFillKeep(d, new(1, 2, 3), threshold),
                    d => PhiloxReference.FillKeep(d, new(1, 2, 3), threshold)
                );
            }
        }
    }

    private static void AssertSame<T>(int count, Action<Span<T>> native, Action<Span<T>> reference)
        where T : unmanaged
    {
        var (a, b) = (new T[count], new T[count]);
        native(a);
        reference(b);
        Assert.True(MemoryMarshal.AsBytes(a.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(b.AsSpan())), $"{typeof(T).Name}: bits differ");
    }

    [Fact]
    public void An_unknown_instruction_set_is_refused_through_the_error_path()
    {
        var error = Assert.Throws<ExternalException>(() => NativeMethods.Check(NativeMethods.workbench_cap_instruction_set("mmx")));
        Assert.Equal("no instruction set 'mmx'; there are scalar, avx2, avx512", error.Message);
    }
}
