namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place of an index expression: a number, a slice, an ellipsis, a new dimension, a truth value or a tensor.</summary>
    public struct TensorIndex
    {
        internal enum Kind { None, Single, Ellipsis, Bool, Tensor, Slice }

        internal Kind kind;
        internal long? start, stop, step;
        internal Tensor? tensor;

        /// <summary>As many whole dimensions as are left.</summary>
        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };
        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex None = new() { kind = Kind.None };
        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex Null = new() { kind = Kind.None };
        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon = Slice();

        /// <summary>From start to stop (exclusive) in steps; what is missing does not limit, negative numbers count from the end.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start, stop = stop, step = step };

        /// <summary>From start to end (exclusive).</summary>
        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end, null);

        /// <summary>A C# range, such as <c>1..^1</c>.</summary>
        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            range.End.IsFromEnd ? range.End.Value == 0 ? null : -range.End.Value : range.End.Value);

        /// <summary>A new dimension of size 1 (true) or 0 (false).</summary>
        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, start = value ? 1 : 0 };

        /// <summary>One position.</summary>
        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, start = index };

        /// <summary>The positions that a tensor of integers holds, or where a mask is true.</summary>
        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        /// <summary>One position.</summary>
        public static implicit operator TensorIndex(long value) => Single(value);

        /// <summary>Exists for overload resolution only.</summary>
        /// <exception cref="InvalidOperationException">Always.</exception>
        public static implicit operator Tensor(TensorIndex value) => throw new InvalidOperationException("An index is not a tensor.");

        /// <summary>From start to end (exclusive).</summary>
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        /// <summary>A C# range, such as <c>1..^1</c>.</summary>
        public static implicit operator TensorIndex(Range range) => Slice(range);

        /// <summary>A C# index, such as <c>^1</c>.</summary>
        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
    }
}
