using Torch.Tests.NN;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace Torch.Tests.Data;

public sealed class DataLoaderTests
{
    [Fact]
    public void BatchesFollowTheOrderOfTheSamples()
    {
        using var x = arange(10).reshape(5, 2);
        using var y = arange(5);
        using var loader = DataLoader(TensorDataset(x, y), 2);
        Assert.Equal(3, loader.Count);
        var seen = new List<long[]>();
        foreach (var batch in loader)
        {
            Assert.Equal([batch[1].shape[0], 2], batch[0].shape);
            seen.Add(batch[1].data<long>().ToArray());
        }
        Assert.Equal([[0, 1], [2, 3], [4]], seen);
    }

    [Fact]
    public void ALastSmallerBatchMayBeLeftOut()
    {
        using var x = arange(5);
        using var loader = DataLoader(TensorDataset(x), 2, drop_last: true);
        Assert.Equal(2, loader.Count);
        Assert.Equal(2, loader.Count());
    }

    [Fact]
    public void ShuffledPassesDifferAndASeedRepeatsThem()
    {
        using var x = arange(50);
        List<long> Pass(IEnumerable<IList<Tensor>> loader) => [.. loader.SelectMany(batch => batch[0].data<long>().ToArray())];
        using var first = DataLoader(TensorDataset(x), 7, shuffle: true, seed: 3);
        using var second = DataLoader(TensorDataset(x), 7, shuffle: true, seed: 3);
        var passes = (Pass(first), Pass(first));
        Assert.NotEqual(passes.Item1, passes.Item2);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), passes.Item1.Order());
        Assert.Equal(passes, (Pass(second), Pass(second)), (left, right) => left.Item1.SequenceEqual(right.Item1) && left.Item2.SequenceEqual(right.Item2));
    }

    [Fact]
    public void BatchesAreDisposedAndNothingIsLeftBehind()
    {
        using var loader = DataLoader(new Squares(), 4, shuffle: true);
        var before = Live.Tensors();
        Tensor? last = null;
        foreach (var batch in loader)
        {
            Assert.True(last is null || last.IsInvalid);
            last = batch["square"];
            Assert.False(last.IsInvalid);
        }
        Assert.True(last!.IsInvalid);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void KeptBatchesLive()
    {
        using var loader = DataLoader(new Squares(), 4, disposeBatch: false);
        var batches = loader.ToList();
        Assert.All(batches, batch => Assert.False(batch["square"].IsInvalid));
        foreach (var batch in batches) foreach (var value in batch.Values) value.Dispose();
    }

    private sealed class Squares : Dataset
    {
        public override long Count => 10;

        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["number"] = tensor(index), ["square"] = tensor(index * index) };
    }
}
