using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    /// <content>Index expressions, as Python's <c>x[...]</c>.</content>
    public partial class Tensor
    {
        /// <summary>Part of the tensor, as Python's <c>x[...]</c>: a view where only numbers and slices stand, otherwise a copy.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>Elements picked by tensors of positions, or by masks.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>The part at a position.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => Op.select_int.One(this, 0, i1);
            set => Put(value, i1);
        }

        /// <summary>The part at a position.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At(i1, i2);
            set => Put(value, i1, i2);
        }

        /// <summary>The part at a position.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At(i1, i2, i3);
            set => Put(value, i1, i2, i3);
        }

        /// <summary>The part at a position.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At(i1, i2, i3, i4);
            set => Put(value, i1, i2, i3, i4);
        }

        /// <summary>The part at a position.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => At(i1, i2, i3, i4, i5);
            set => Put(value, i1, i2, i3, i4, i5);
        }

        /// <summary>The part at a position.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => At(i1, i2, i3, i4, i5, i6);
            set => Put(value, i1, i2, i3, i4, i5, i6);
        }

        /// <summary>The part at a position.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Put(value, indices);
        }

        /// <summary>Part of the tensor, as Python's <c>x[...]</c>.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var view = View(indices, out var advanced);
            return advanced is null ? view : Release(view, Op.index_Tensor.One(view, advanced), advanced, indices);
        }

        /// <summary>Elements picked by tensors of positions, or by masks, one a dimension; null takes the whole dimension.</summary>
        public Tensor index(params Tensor[] indices) => Op.index_Tensor.One(this, indices);

        /// <summary>Sets part of the tensor to values, broadcast.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        /// <summary>Sets part of the tensor to values, or adds them to it.</summary>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var view = View(indices, out var advanced);
            if (advanced is not null)
            {
                Op.index_put_.Run(view, advanced, value, accumulate);
                ReleaseIndices(advanced, indices);
            }
            else if (accumulate)
                view.add_(value);
            else
                view.copy_(Fitting(value, view));
            if (!ReferenceEquals(view, this))
                view.Dispose();
            return this;
        }

        /// <summary>Sets the elements that tensors of positions, or masks, pick.</summary>
        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        /// <summary>Sets the elements that tensors of positions, or masks, pick, or adds to them.</summary>
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false)
        {
            Op.index_put_.Run(this, indices, value, accumulate);
            return this;
        }

        /// <summary>Sets part of the tensor to a value.</summary>
        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var number = torch.full([], value, dtype, device);
            return index_put_(number, indices, false);
        }

        /// <summary>Sets the elements that tensors of positions, or masks, pick to a value.</summary>
        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var number = torch.full([], value, dtype, device);
            return index_put_(number, indices, false);
        }

        private Tensor At(params ReadOnlySpan<long> indices)
        {
            if (indices.Length == 0)
                return alias();
            var part = Op.select_int.One(this, 0, indices[0]);
            foreach (var position in indices[1..])
                part = Step(part, Op.select_int.One(part, 0, position));
            return part;
        }

        private void Put(Tensor value, params ReadOnlySpan<long> indices)
        {
            using var part = At(indices);
            part.copy_(Fitting(value, part));
        }

        // Leading dimensions of size 1 that the target lacks are dropped, as Python does on assignment.
        private static Tensor Fitting(Tensor value, Tensor target)
        {
            while (value.Dimensions > target.Dimensions && value.size(0) == 1)
                value = value.squeeze(0);
            return value;
        }

        /// <summary>
        /// The view that numbers, slices, ellipsis and new dimensions give; where tensors or truth values stand too, the list of
        /// them for the index operator, with null for each dimension that is kept.
        /// </summary>
        private Tensor View(TensorIndex[] indices, out Tensor?[]? advanced)
        {
            var consumed = indices.Sum(Consumes);
            if (consumed > Dimensions)
                throw new ArgumentException($"too many indices for tensor of dimension {Dimensions}");
            var picks = new List<Tensor?>();
            var view = this;
            long dim = 0;
            foreach (var place in indices)
                switch (place.kind)
                {
                    case TensorIndex.Kind.Single:
                        view = Step(view, Op.select_int.One(view, dim, place.start ?? 0));
                        break;
                    case TensorIndex.Kind.Slice:
                        if (place.start is not null || place.stop is not null || place.step is not null)
                            view = Step(view, Op.slice_Tensor.One(view, dim, place.start, place.stop, place.step ?? 1));
                        dim++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dim += Dimensions - consumed;
                        break;
                    case TensorIndex.Kind.None:
                        view = Step(view, Op.unsqueeze.One(view, dim));
                        dim++;
                        break;
                    case TensorIndex.Kind.Bool:
                        view = Step(view, Op.unsqueeze.One(view, dim));
                        Pick(picks, dim, place.start != 0 ? torch.zeros([1], ScalarType.Int64, device) : torch.empty([0], ScalarType.Int64, device));
                        dim++;
                        break;
                    default:
                        var tensor = place.tensor ?? throw new ArgumentNullException(nameof(indices), "An index tensor is null.");
                        Pick(picks, dim, tensor);
                        dim += Masking(tensor) ? tensor.Dimensions : 1;
                        break;
                }
            advanced = picks.Count == 0 ? null : [.. picks];
            return ReferenceEquals(view, this) && advanced is null ? alias() : view;
        }

        private static void Pick(List<Tensor?> picks, long dim, Tensor tensor)
        {
            // A mask over several dimensions stands once for all of them.
            var taken = picks.Sum(pick => pick is null || !Masking(pick) ? 1 : pick.Dimensions);
            for (; taken < dim; taken++)
                picks.Add(null);
            picks.Add(tensor);
        }

        private static bool Masking(Tensor tensor) => tensor.dtype is ScalarType.Bool or ScalarType.Byte;

        private static long Consumes(TensorIndex place) => place.kind switch
        {
            TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
            TensorIndex.Kind.Tensor => place.tensor is { } tensor && Masking(tensor) ? tensor.Dimensions : 1,
            _ => 0,
        };

        // An intermediate view is released at once; scopes are for what the user sees.
        private Tensor Step(Tensor before, Tensor after)
        {
            if (!ReferenceEquals(before, this))
                before.Dispose();
            return after;
        }

        private Tensor Release(Tensor view, Tensor result, Tensor?[] advanced, TensorIndex[] indices)
        {
            if (!ReferenceEquals(view, this))
                view.Dispose();
            ReleaseIndices(advanced, indices);
            return result;
        }

        private static void ReleaseIndices(Tensor?[] advanced, TensorIndex[] indices)
        {
            foreach (var pick in advanced)
                if (pick is not null && !Array.Exists(indices, place => ReferenceEquals(place.tensor, pick)))
                    pick.Dispose();
        }
    }
}
