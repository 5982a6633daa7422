using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>
/// Sums the gradients of all ranks. They lie in one vector, in the order of the optimiser's parameters, which is exchanged a bucket at a
/// time: each rank adds its part of a bucket in the order of ranks, and gives the sums to the others. The order is fixed, so the sums have
/// the same bits at every repetition; that of MPI_Allreduce depends on the length of the buffer.
/// </summary>
internal sealed class GradientExchange : IDisposable
{
    /// <summary>The size of a bucket.</summary>
    internal const int BucketBytes = 4 << 20;

    private readonly RankGroup _ranks;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly long[] _starts; // of each parameter in the vector
    private readonly long _bucket; // elements, a multiple of the ranks
    private readonly Tensor _vector;
    private readonly Tensor _received; // one part of a bucket from each rank
    private readonly byte[] _present; // whether each parameter has a gradient here

    public GradientExchange(RankGroup ranks, IReadOnlyList<Parameter> parameters)
    {
        (_ranks, _parameters) = (ranks, parameters);
        var dtype = parameters.Any(one => one.dtype == ScalarType.Float64) ? ScalarType.Float64 : ScalarType.Float32;
        _bucket = RoundedUp(BucketBytes / (dtype == ScalarType.Float64 ? sizeof(double) : sizeof(float)));
        _starts = new long[parameters.Count];
        var length = 0L;
        for (var i = 0; i < parameters.Count; i++)
        {
            _starts[i] = length;
            length += parameters[i].numel();
        }
        _present = new byte[parameters.Count];
        _vector = zeros(RoundedUp(length), dtype).DetachFromDisposeScope();
        _received = zeros(Math.Min(_bucket, _vector.numel()), dtype).DetachFromDisposeScope();
    }

    /// <summary>Collects the gradients of this rank. Without communication, so that it may fail.</summary>
    public void Collect()
    {
        using var off = no_grad();
        for (var i = 0; i < _parameters.Count; i++)
        {
            using var gradient = _parameters[i].grad;
            using var place = Place(i);
            _present[i] = gradient is null ? (byte)0 : (byte)1;
            if (gradient is null)
                place.zero_();
            else
                place.copy_(gradient);
            _parameters[i].grad = null;
        }
    }

    /// <summary>Replaces the gradients by the sums over all ranks. A parameter without a gradient on any rank remains without.</summary>
    public void Sum()
    {
        using var off = no_grad();
        var present = _ranks.Gather<byte>(_present);
        for (var start = 0L; start < _vector.numel(); start += _bucket)
            SumBucket(start, Math.Min(_bucket, _vector.numel() - start));
        for (var i = 0; i < _parameters.Count; i++)
        {
            if (!Enumerable.Range(0, _ranks.Size).Any(rank => present[rank * _present.Length + i] != 0))
                continue;
            using var place = Place(i);
            using var sum = place.to(_parameters[i].dtype, _parameters[i].device);
            _parameters[i].grad = sum;
        }
    }

    public void Dispose()
    {
        _vector.Dispose();
        _received.Dispose();
    }

    private void SumBucket(long start, long count)
    {
        using var scope = NewDisposeScope();
        var bucket = _vector.narrow(0, start, count);
        var received = _received.narrow(0, 0, count);
        var parts = received.view(_ranks.Size, count / _ranks.Size);
        _ranks.Sum(
            bucket.bytes,
            received.bytes,
            () =>
            {
                var sum = parts[0];
                for (var rank = 1; rank < _ranks.Size; rank++)
                    sum.add_(parts[rank]);
            }
        );
    }

    private Tensor Place(int i)
    {
        using var flat = _vector.narrow(0, _starts[i], _parameters[i].numel());
        return flat.view(_parameters[i].shape);
    }

    private long RoundedUp(long count) => (count + _ranks.Size - 1) / _ranks.Size * _ranks.Size;
}
