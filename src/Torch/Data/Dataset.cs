namespace TorchSharp;

public static partial class torch
{
    /// <summary>Utilities around training.</summary>
    public static partial class utils
    {
        /// <summary>Samples and batches of them.</summary>
        public static partial class data
        {
            /// <summary>Samples by number.</summary>
            /// <typeparam name="T">Type of a sample.</typeparam>
            public abstract class Dataset<T> : IDisposable
            {
                /// <summary>Makes a data set.</summary>
                protected Dataset() { }

                /// <summary>The number of samples.</summary>
                public abstract long Count { get; }

                /// <summary>The sample of a number.</summary>
                public abstract T GetTensor(long index);

                /// <summary>Releases what the data set holds.</summary>
                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                /// <summary>The dispose pattern's other half.</summary>
                protected virtual void Dispose(bool disposing) { }
            }

            /// <summary>Samples of named tensors.</summary>
            public abstract class Dataset : Dataset<Dictionary<string, Tensor>>
            {
                /// <summary>Makes a data set.</summary>
                protected Dataset() { }
            }

            /// <summary>Samples of several tensors.</summary>
            public abstract class IterableDataset : Dataset<IList<Tensor>>
            {
                /// <summary>Makes a data set.</summary>
                protected IterableDataset() { }
            }

            /// <inheritdoc cref="Modules.TensorDataset"/>
            public static Modules.TensorDataset TensorDataset(params Tensor[] tensors) => new(tensors);
        }
    }
}
