using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The sizes of a tensor's dimensions.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[]? _shape;

        /// <summary>No dimensions.</summary>
        public static Size Empty = new(Array.Empty<long>());

        /// <summary>Sizes.</summary>
        public Size(long[] shape) => _shape = [.. shape];
        /// <summary>Sizes.</summary>
        public Size(IEnumerable<long> shape) => _shape = [.. shape];
        /// <summary>Sizes.</summary>
        public Size(int[] shape) => _shape = Array.ConvertAll(shape, x => (long)x);
        /// <summary>One size.</summary>
        public Size(long size) => _shape = [size];
        /// <summary>Two sizes.</summary>
        public Size((long, long) size) => _shape = [size.Item1, size.Item2];
        /// <summary>Three sizes.</summary>
        public Size((long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3];
        /// <summary>Four sizes.</summary>
        public Size((long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4];
        /// <summary>Five sizes.</summary>
        public Size((long, long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];
        /// <summary>Six sizes.</summary>
        public Size((long, long, long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];
        /// <summary>One size.</summary>
        public Size(int size) => _shape = [size];
        /// <summary>Two sizes.</summary>
        public Size((int, int) size) => _shape = [size.Item1, size.Item2];
        /// <summary>Three sizes.</summary>
        public Size((int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3];
        /// <summary>Four sizes.</summary>
        public Size((int, int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4];
        /// <summary>Five sizes.</summary>
        public Size((int, int, int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];
        /// <summary>Six sizes.</summary>
        public Size((int, int, int, int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        /// <summary>The sizes.</summary>
        public long[] Shape => _shape ?? [];
        /// <summary>Number of dimensions.</summary>
        public int Length => Shape.Length;
        /// <summary>Is a size zero?</summary>
        public bool IsEmpty => Shape.Length == 0;
        /// <summary>Without dimensions?</summary>
        public bool IsScalar => Shape.Length == 0;
        /// <summary>A size; negative positions count from the last.</summary>
        public long this[int idx] => Shape[idx < 0 ? idx + Shape.Length : idx];
        /// <summary>A size; negative positions count from the last.</summary>
        public long this[long idx] => Shape[idx < 0 ? idx + Shape.Length : idx];
        /// <summary>Number of elements.</summary>
        public long numel() => Shape.Aggregate(1L, (product, size) => product * size);
        /// <summary>The sizes from first to next (exclusive); negative positions count from the end.</summary>
        public Size Slice(int first, int next)
        {
            var (from, to) = (first < 0 ? first + Length : first, next < 0 ? next + Length : next);
            return new Size(Shape.Skip(from).Take(to - from));
        }
        /// <summary>The first sizes.</summary>
        public IEnumerable<long> Take(int i) => Shape.Take(i);

        /// <summary>One size.</summary>
        public static implicit operator Size(long size) => new(size);
        /// <summary>Sizes.</summary>
        public static implicit operator Size((long, long) size) => new(size);
        /// <summary>Sizes.</summary>
        public static implicit operator Size((long, long, long) size) => new(size);
        /// <summary>Sizes.</summary>
        public static implicit operator Size((long, long, long, long) size) => new(size);
        /// <summary>Sizes.</summary>
        public static implicit operator Size((long, long, long, long, long) size) => new(size);
        /// <summary>Sizes.</summary>
        public static implicit operator Size((long, long, long, long, long, long) size) => new(size);
        /// <summary>Sizes.</summary>
        public static implicit operator Size(long[] size) => new(size);
        /// <summary>The sizes of one after those of the other.</summary>
        public static Size operator +(Size left, Size right) => new([.. left.Shape, .. right.Shape]);
        /// <summary>The sizes of one after those of the other.</summary>
        public static Size operator +(Size left, IEnumerable<long> right) => new([.. left.Shape, .. right]);
        /// <summary>Same sizes?</summary>
        public static bool operator ==(Size left, Size right) => left.Shape.SequenceEqual(right.Shape);
        /// <summary>Different sizes?</summary>
        public static bool operator !=(Size left, Size right) => !(left == right);

        /// <inheritdoc/>
        public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is Size other && this == other;
        /// <inheritdoc/>
        public override readonly int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var size in _shape ?? [])
                hash.Add(size);
            return hash.ToHashCode();
        }
        /// <inheritdoc/>
        public IEnumerator<long> GetEnumerator() => Shape.AsEnumerable().GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
