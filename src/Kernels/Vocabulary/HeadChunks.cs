using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>Arguments of the kernel for a chunk of logits [rows, V] (head.cpp). The bias and its gradient may be absent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct CrossEntropyArguments
    {
        internal NativeTensor Logits,
            Bias,
            BiasGradient;
        internal long* Targets;
        internal double LabelSmoothing,
            ZLoss,
            Scale;
        internal long Differentiate;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct CrossEntropyOutcome
    {
        internal double Loss;
        internal long Hits;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_cross_entropy(in CrossEntropyArguments arguments, ref CrossEntropyOutcome outcome);
}

/// <summary>Which gradients to compute.</summary>
internal readonly record struct HeadWanted(bool X, bool Weight, bool Bias);

/// <summary>The sum of the losses over the rows that are not ignored, their number, the number of correct predictions, and the requested
/// gradients.</summary>
internal readonly record struct HeadResult(double Loss, long Count, long Correct, Tensor? X, Tensor? Weight, Tensor? Bias);

/// <summary>
/// The loop over chunks of rows, without autograd. libtorch computes a chunk's logits, the native kernel replaces them by their gradients
/// and adds up the losses, and libtorch computes the gradients of x and the weight. Legend: N rows that are not ignored, D width, V
/// classes, n rows of a chunk.
/// </summary>
internal static unsafe class HeadChunks
{
    private const long MostNumbers = 4 << 20; // 16 MiB of logits; from 32 MiB malloc maps new pages for every allocation
    private const long FewestRows = 64,
        MostRows = 1024;

    internal static HeadResult Compute(Tensor x, Tensor weight, Tensor? bias, HeadCall call, HeadWanted wanted)
    {
        var (width, vocabulary) = (weight.Sizes()[1], weight.Sizes()[0]);
        ReadOnlySpan<long> all = call.Targets;
        using var flat = x.reshape(all.Length, width);
        var count = all.Length - all.Count(call.IgnoreIndex);
        // Ignored rows are not written, so initialise with zeros if there are any.
        var gradients = new HeadResult(
            0,
            count,
            0,
            wanted.X
                ? count == all.Length
                    ? empty(x.Sizes())
                    : zeros(x.Sizes())
                : null,
            wanted.Weight
                ? count > 0
                    ? empty(weight.Sizes())
                    : zeros(weight.Sizes())
                : null,
            wanted.Bias ? zeros(vocabulary) : null
        );
        if (count == 0)
            return gradients;

        using var ofRows = gradients.X?.view(all.Length, width);
        if (count == all.Length)
            return Walk(flat, all, weight, bias, call, gradients, ofRows);
        // Remove ignored rows before multiplying.
        var numbers = Counted(all, call.IgnoreIndex, count);
        var kept = new long[count];
        for (var i = 0; i < count; i++)
            kept[i] = all[(int)numbers[i]];
        using var index = tensor(numbers);
        using var rows = flat.index_select(0, index);
        using var ofKept = wanted.X ? empty(count, width) : null;
        var result = Walk(rows, kept, weight, bias, call, gradients, ofKept);
        if (ofKept is not null)
            ofRows!.index_copy_(0, index, ofKept).Dispose();
        return result;
    }

    // Processes rows [N, D] and writes their gradient to ofRows; the other gradients are in `gradients`.
    private static HeadResult Walk(
        Tensor rows,
        ReadOnlySpan<long> classes,
        Tensor weight,
        Tensor? bias,
        HeadCall call,
        HeadResult gradients,
        Tensor? ofRows
    )
    {
        var (count, vocabulary) = (rows.Sizes()[0], weight.Sizes()[0]);
        var chunk = ChunkRows(count, vocabulary);
        using var buffer = empty(chunk, Leading(vocabulary));
        using var offset = Operand.Contiguous(bias);
        using var turned = weight.t(); // [D, V]
        var wanted = ofRows is not null || gradients.Weight is not null || gradients.Bias is not null;
        var outcome = default(NativeMethods.CrossEntropyOutcome);
        fixed (long* first = classes)
        {
            for (long begin = 0; begin < count; begin += chunk)
            {
                var n = Math.Min(chunk, count - begin);
                using var some = rows.narrow(0, begin, n); // [n, D]
                using var wide = buffer.narrow(0, 0, n);
                using var logits = wide.narrow(1, 0, vocabulary); // [n, V]
                Multiply(logits, some, turned);
                NativeMethods.Check(
                    NativeMethods.workbench_cross_entropy(
                        new NativeMethods.CrossEntropyArguments
                        {
                            Logits = NativeTensor.Of(logits),
                            Bias = offset.Native,
                            BiasGradient = NativeTensor.Of(gradients.Bias),
                            Targets = first + begin,
                            LabelSmoothing = call.LabelSmoothing,
                            ZLoss = call.ZLoss,
                            Scale = call.Mean ? 1.0 / count : 1.0,
                            Differentiate = wanted ? 1 : 0,
                        },
                        ref outcome
                    )
                );
                if (ofRows is not null)
                {
                    using var to = ofRows.narrow(0, begin, n);
                    Multiply(to, logits, weight);
                }
                if (gradients.Weight is null)
                    continue;
                using var across = logits.t(); // [V, n]
                Multiply(gradients.Weight, across, some, add: begin > 0);
            }
        }
        return gradients with { Loss = outcome.Loss, Correct = outcome.Hits };
    }

    private static void Multiply(Tensor to, Tensor a, Tensor b, bool add = false)
    {
        if (MixedPrecision.Current == ProductPrecision.Bf16)
            MixedPrecision.Multiply(to, a, b, add);
        else
            TorchAbi.Product(to, a, b, add);
    }

    // Chunks of equal size, so that the last one is not much smaller.
    private static long ChunkRows(long rows, long vocabulary)
    {
        var most = Math.Clamp(MostNumbers / vocabulary, FewestRows, MostRows);
        var chunks = Ceiling(rows, most);
        return Math.Min(rows, Ceiling(Ceiling(rows, chunks), 16) * 16);
    }

    // Leading dimension of the logits. For a large vocabulary, rows are aligned to registers and do not map to the same few cache sets.
    private static long Leading(long vocabulary) => vocabulary > 512 ? (Ceiling(vocabulary, 16) + 1) * 16 : vocabulary;

    private static long Ceiling(long n, long size) => (n + size - 1) / size;

    private static long[] Counted(ReadOnlySpan<long> classes, long ignored, int count)
    {
        var numbers = new long[count];
        for (int i = 0, at = 0; i < classes.Length; i++)
            if (classes[i] != ignored)
                numbers[at++] = i;
        return numbers;
    }
}
