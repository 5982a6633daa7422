using System.Collections;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace TorchSharp.Modules;

/// <summary>Batches of samples, in order or shuffled anew for every pass.</summary>
/// <typeparam name="T">Type of a sample.</typeparam>
/// <typeparam name="S">Type of a batch.</typeparam>
public class DataLoader<T, S> : IEnumerable<S>, IDisposable
{
    /// <summary>Makes a loader that visits samples in a given order.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">Samples a batch.</param>
    /// <param name="collate_fn">Makes a batch of samples, on a device.</param>
    /// <param name="shuffler">The numbers of the samples in order.</param>
    /// <param name="device">Where batches are wanted; main memory when null.</param>
    /// <param name="num_worker">Kept for information: samples are loaded one after the other.</param>
    /// <param name="drop_last">Whether a last smaller batch is left out.</param>
    /// <param name="disposeBatch">Whether a batch is disposed when the next one is asked for.</param>
    /// <param name="disposeDataset">Whether the data set is disposed with the loader.</param>
    public DataLoader(Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        this.dataset = dataset;
        batch_size = batchSize;
        this.collate_fn = collate_fn;
        sampler = shuffler;
        Device = device ?? CPU;
        num_workers = num_worker;
        this.drop_last = drop_last;
        DisposeBatch = disposeBatch;
        DisposeDataset = disposeDataset;
    }

    /// <summary>Makes a loader that visits samples in order, or shuffled.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">Samples a batch.</param>
    /// <param name="collate_fn">Makes a batch of samples, on a device.</param>
    /// <param name="shuffle">Whether every pass has an order of its own.</param>
    /// <param name="device">Where batches are wanted; main memory when null.</param>
    /// <param name="seed">The seed of the orders; null for torch's generator.</param>
    /// <param name="num_worker">Kept for information: samples are loaded one after the other.</param>
    /// <param name="drop_last">Whether a last smaller batch is left out.</param>
    /// <param name="disposeBatch">Whether a batch is disposed when the next one is asked for.</param>
    /// <param name="disposeDataset">Whether the data set is disposed with the loader.</param>
    public DataLoader(Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : this(dataset, batchSize, collate_fn, shuffle ? new ShuffledOrder(dataset.Count, seed) : Order(dataset.Count), device, num_worker, drop_last, disposeBatch, disposeDataset) { }

    /// <summary>The samples.</summary>
    public Dataset<T> dataset { get; }

    /// <summary>Samples a batch.</summary>
    public int batch_size { get; }

    /// <summary>Whether a last smaller batch is left out.</summary>
    public bool drop_last { get; }

    /// <summary>The numbers of the samples in order.</summary>
    public IEnumerable<long> sampler { get; }

    /// <summary>As given; samples are loaded one after the other.</summary>
    public int num_workers { get; }

    /// <summary>Where batches are wanted.</summary>
    public Device Device { get; }

    /// <summary>Whether a batch is disposed when the next one is asked for.</summary>
    public bool DisposeBatch { get; }

    /// <summary>Whether the data set is disposed with the loader.</summary>
    public bool DisposeDataset { get; }

    /// <summary>Makes a batch of samples.</summary>
    public Func<IEnumerable<T>, Device, S> collate_fn { get; }

    /// <summary>The number of batches.</summary>
    public long Count => drop_last ? dataset.Count / batch_size : (dataset.Count + batch_size - 1) / batch_size;

    /// <summary>A pass over the batches.</summary>
    public IEnumerator<S> GetEnumerator()
    {
        foreach (var numbers in sampler.Chunk(batch_size))
        {
            if (drop_last && numbers.Length < batch_size) yield break;
            var (batch, owned) = Load(numbers);
            try
            {
                yield return batch;
            }
            finally
            {
                if (DisposeBatch) foreach (var item in owned) item.Dispose();
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Disposes the data set, if the loader is to.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The dispose pattern's other half.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && DisposeDataset) dataset.Dispose();
    }

    // Samples that are made for the batch go with it; what the batch is made of belongs to nobody's scope.
    private (S batch, IReadOnlyList<IDisposable> owned) Load(long[] numbers)
    {
        using var samples = NewDisposeScope();
        var loaded = numbers.Select(dataset.GetTensor).ToList();
        using var collated = NewDisposeScope();
        var batch = collate_fn(loaded, Device);
        var owned = collated.DisposablesView.ToList();
        collated.Detach(owned);
        return (batch, owned);
    }

    private static IEnumerable<long> Order(long count)
    {
        for (long i = 0; i < count; i++) yield return i;
    }

    // Every pass draws the next permutation of one stream.
    private sealed class ShuffledOrder(long count, int? seed) : IEnumerable<long>
    {
        private readonly Generator? _generator = seed is { } given ? new Generator((ulong)given) : null;

        public IEnumerator<long> GetEnumerator()
        {
            using var permutation = randperm(count, generator: _generator);
            using var numbers = permutation.data<long>();
            return ((IEnumerable<long>)numbers.ToArray()).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>Batches of named tensors, each stacked along a new first dimension.</summary>
public class DataLoader : DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>
{
    /// <inheritdoc/>
    public DataLoader(Dataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset) { }

    /// <inheritdoc/>
    public DataLoader(Dataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset) { }

    private static Dictionary<string, Tensor> Collate(IEnumerable<Dictionary<string, Tensor>> samples, Device device)
    {
        var all = samples.ToList();
        return all[0].Keys.ToDictionary(key => key, key => stack([.. all.Select(sample => sample[key])]).to(device));
    }
}

/// <summary>Batches of several tensors, each stacked along a new first dimension.</summary>
public class IterableDataLoader : DataLoader<IList<Tensor>, IList<Tensor>>
{
    /// <inheritdoc/>
    public IterableDataLoader(IterableDataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset) { }

    /// <inheritdoc/>
    public IterableDataLoader(IterableDataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset) { }

    private static IList<Tensor> Collate(IEnumerable<IList<Tensor>> samples, Device device)
    {
        var all = samples.ToList();
        return [.. Enumerable.Range(0, all[0].Count).Select(i => stack([.. all.Select(sample => sample[i])]).to(device))];
    }
}
