namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            // libtorch 2; before it, the same by its parts.
            private static readonly Operator Attention = new("scaled_dot_product_attention");

            /// <summary>softmax(Q K^T / sqrt(E) + mask) V (Vaswani et al. 2017).</summary>
            /// <param name="query">Q, [*, L, E].</param>
            /// <param name="key">K, [*, S, E].</param>
            /// <param name="value">V, [*, S, Ev].</param>
            /// <param name="attn_mask">Of a shape that broadcasts to [*, L, S]: Boolean, false where there is no attention; or added to the scores.</param>
            /// <param name="p">The dropout probability of the weights; it applies whenever it is not 0.</param>
            /// <param name="is_casual">Whether position i sees positions up to i alone; not together with a mask. (The name is TorchSharp's.)</param>
            /// <returns>[*, L, Ev].</returns>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (p is < 0 or > 1) throw new ArgumentException($"dropout probability has to be between 0 and 1, but got {p}");
                if (is_casual && attn_mask is not null) throw new ArgumentException("Casual attention masking cannot pass a mask.");
                if (Attention.Exists) return Attention.One(query, key, value, attn_mask, p, is_casual);

                using var scope = NewDisposeScope();
                using var transposed = key.transpose(-2, -1); // [*, E, S]
                var scores = query.div(Math.Sqrt(query.shape[^1])).matmul(transposed); // [*, L, S]
                if (is_casual)
                {
                    using var future = ones([query.shape[^2], key.shape[^2]], dtype: ScalarType.Bool, device: query.device).triu(1);
                    scores = scores.masked_fill(future, double.NegativeInfinity);
                }
                else if (attn_mask is not null)
                {
                    scores = attn_mask.dtype == ScalarType.Bool
                        ? scores.masked_fill(attn_mask.logical_not(), double.NegativeInfinity)
                        : scores.add(attn_mask);
                }
                var weights = softmax(scores, -1);
                if (p > 0) weights = dropout(weights, p);
                return weights.matmul(value).MoveToOuterDisposeScope(); // [*, L, Ev]
            }
        }
    }
}
