namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class rnn
            {
                private static readonly Operator Pack = new("_pack_padded_sequence"), Unpack = new("_pad_packed_sequence"), PadAll = new("pad_sequence");

                /// <summary>Packs padded sequences.</summary>
                /// <param name="input">[T, N, *], or [N, T, *] with <paramref name="batch_first"/>.</param>
                /// <param name="lengths">The lengths, [N], of type int64.</param>
                /// <param name="batch_first">Whether the batch is the first dimension.</param>
                /// <param name="enforce_sorted">Whether lengths that do not fall are an error; otherwise sequences are sorted.</param>
                public static PackedSequence pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first = false, bool enforce_sorted = true)
                {
                    using var scope = NewDisposeScope();
                    var onHost = lengths.to(ScalarType.Int64, CPU);
                    Tensor sorted, unsorted;
                    if (enforce_sorted)
                    {
                        sorted = arange(0, onHost.shape[0], dtype: ScalarType.Int64, device: input.device);
                        unsorted = sorted.clone();
                    }
                    else
                    {
                        var (falling, order) = onHost.sort(dim: -1, descending: true);
                        onHost = falling;
                        sorted = order.to(input.device);
                        unsorted = sorted.argsort();
                        input = input.index_select(batch_first ? 0 : 1, sorted);
                    }
                    var (data, batchSizes) = Pack.Two(input, onHost, batch_first);
                    return new PackedSequence(data, batchSizes, sorted, unsorted).MoveToOuterDisposeScope();
                }

                /// <summary>Pads packed sequences.</summary>
                /// <param name="sequence">The sequences.</param>
                /// <param name="batch_first">Whether the batch is to be the first dimension.</param>
                /// <param name="padding_value">What is put behind shorter sequences.</param>
                /// <param name="total_length">The length wanted; the longest one's when null.</param>
                /// <returns>[T, N, *] or [N, T, *], and the lengths, [N].</returns>
                public static (Tensor, Tensor) pad_packed_sequence(PackedSequence sequence, bool batch_first = false, double padding_value = 0.0, long? total_length = null)
                {
                    using var scope = NewDisposeScope();
                    var longest = sequence.batch_sizes.shape[0];
                    if (total_length < longest) throw new ArgumentException($"Expected total_length to be at least the length of the longest sequence in input, but got total_length={total_length} and max sequence length being {longest}");
                    var (padded, lengths) = Unpack.Two(sequence.data, sequence.batch_sizes, batch_first, padding_value, total_length ?? longest);
                    return scope.MoveToOuter(padded.index_select(batch_first ? 0 : 1, sequence.unsorted_indices), lengths.index_select(0, sequence.unsorted_indices.cpu()));
                }

                /// <summary>Pads sequences [T_i, *] to the longest.</summary>
                /// <param name="sequences">The sequences.</param>
                /// <param name="batch_first">Whether the batch is to be the first dimension.</param>
                /// <param name="padding_value">What is put behind shorter sequences.</param>
                /// <returns>[T, N, *] or [N, T, *].</returns>
                public static Tensor pad_sequence(IEnumerable<Tensor> sequences, bool batch_first = false, double padding_value = 0.0) =>
                    PadAll.One(sequences.ToArray(), batch_first, padding_value);

                /// <summary>Packs sequences [T_i, *].</summary>
                /// <param name="sequences">The sequences.</param>
                /// <param name="enforce_sorted">Whether lengths that do not fall are an error; otherwise sequences are sorted.</param>
                public static PackedSequence pack_sequence(IEnumerable<Tensor> sequences, bool enforce_sorted = true)
                {
                    var all = sequences.ToArray();
                    using var lengths = torch.tensor(all.Select(sequence => sequence.shape[0]).ToArray());
                    using var padded = pad_sequence(all);
                    return pack_padded_sequence(padded, lengths, enforce_sorted: enforce_sorted);
                }
            }
        }
    }
}
