using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The nonlinearity of the feed-forward part of a transformer layer.</summary>
        public enum Activations
        {
            /// <summary>max(0, x).</summary>
            ReLU = 0,

            /// <summary>x Phi(x).</summary>
            GELU = 1,
        }

        /// <inheritdoc cref="Modules.MultiheadAttention"/>
        /// <param name="embedded_dim">The width E.</param>
        /// <param name="num_heads">The number of heads, which divides the width.</param>
        /// <param name="dropout">The dropout probability of the weights.</param>
        /// <param name="bias">Whether biases are added.</param>
        /// <param name="add_bias_kv">Whether a learned key and value are added.</param>
        /// <param name="add_zero_attn">Whether a key and value of zeros are added.</param>
        /// <param name="kdim">The width of the keys; E when null.</param>
        /// <param name="vdim">The width of the values; E when null.</param>
        public static MultiheadAttention MultiheadAttention(long embedded_dim, long num_heads, double dropout = 0.0, bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false, long? kdim = null, long? vdim = null) =>
            new(embedded_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim ?? embedded_dim, vdim ?? embedded_dim);

        /// <inheritdoc cref="Modules.TransformerEncoderLayer"/>
        /// <param name="d_model">The width E.</param>
        /// <param name="nhead">The number of heads.</param>
        /// <param name="dim_feedforward">The width of the feed-forward part.</param>
        /// <param name="dropout">The dropout probability.</param>
        /// <param name="activation">The nonlinearity of the feed-forward part.</param>
        public static TransformerEncoderLayer TransformerEncoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU) =>
            new(new(d_model, nhead, dim_feedforward, dropout, activation));

        /// <inheritdoc cref="Modules.TransformerEncoder"/>
        /// <param name="encoder_layer">The layer that all layers start as copies of.</param>
        /// <param name="num_layers">The number of layers.</param>
        public static TransformerEncoder TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers) => new(encoder_layer, num_layers, null);

        /// <inheritdoc cref="Modules.TransformerDecoderLayer"/>
        /// <param name="d_model">The width E.</param>
        /// <param name="nhead">The number of heads.</param>
        /// <param name="dim_feedforward">The width of the feed-forward part.</param>
        /// <param name="dropout">The dropout probability.</param>
        /// <param name="activation">The nonlinearity of the feed-forward part.</param>
        public static TransformerDecoderLayer TransformerDecoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU) =>
            new(new(d_model, nhead, dim_feedforward, dropout, activation));

        /// <inheritdoc cref="Modules.TransformerDecoder"/>
        /// <param name="decoder_layer">The layer that all layers start as copies of.</param>
        /// <param name="num_layers">The number of layers.</param>
        public static TransformerDecoder TransformerDecoder(TransformerDecoderLayer decoder_layer, long num_layers) => new(decoder_layer, num_layers, null);

        /// <inheritdoc cref="Modules.Transformer"/>
        /// <param name="d_model">The width E.</param>
        /// <param name="nhead">The number of heads.</param>
        /// <param name="num_encoder_layers">The number of encoder layers.</param>
        /// <param name="num_decoder_layers">The number of decoder layers.</param>
        /// <param name="dim_feedforward">The width of the feed-forward part.</param>
        /// <param name="dropout">The dropout probability.</param>
        /// <param name="activation">The nonlinearity of the feed-forward part.</param>
        public static Transformer Transformer(long d_model = 512, long nhead = 8, long num_encoder_layers = 6, long num_decoder_layers = 6, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU) =>
            new(new(d_model, nhead, dim_feedforward, dropout, activation), num_encoder_layers, num_decoder_layers);
    }
}
