using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="Modules.Embedding"/>
        /// <param name="num_embeddings">The number of vectors.</param>
        /// <param name="embedding_dims">Their size.</param>
        /// <param name="padding_idx">The vector that starts as zero and gets no gradient; negative counts from the end.</param>
        /// <param name="max_norm">Vectors longer than this are shortened, in place, when they are looked up.</param>
        /// <param name="norm_type">The p of the norm that <paramref name="max_norm"/> means.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a vector occurs in the batch.</param>
        /// <param name="sparse">Whether the gradient is a sparse tensor.</param>
        /// <param name="device">Where the vectors live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            var padding = EmbeddingOptions.CheckedPadding(padding_idx, num_embeddings);
            var table = EmbeddingOptions.NewTable(num_embeddings, embedding_dims, padding, device, dtype);
            return new(table, new(padding, max_norm, norm_type, scale_grad_by_freq, sparse));
        }

        /// <summary>A table of given vectors, which are copied.</summary>
        /// <param name="embeddings">The vectors, [num_embeddings, embedding_dims].</param>
        /// <param name="freeze">Whether they are kept as they are in training.</param>
        /// <param name="padding_idx">The vector that gets no gradient; negative counts from the end.</param>
        /// <param name="max_norm">Vectors longer than this are shortened, in place, when they are looked up.</param>
        /// <param name="norm_type">The p of the norm that <paramref name="max_norm"/> means.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a vector occurs in the batch.</param>
        /// <param name="sparse">Whether the gradient is a sparse tensor.</param>
        /// <param name="device">Where the vectors live; where they are when null.</param>
        /// <param name="dtype">Their element type; the one they have when null.</param>
        public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            var padding = EmbeddingOptions.CheckedPadding(padding_idx, embeddings.shape[0]);
            return new(Copied(embeddings, freeze, device, dtype), new(padding, max_norm, norm_type, scale_grad_by_freq, sparse));
        }

        /// <inheritdoc cref="Modules.EmbeddingBag"/>
        /// <param name="num_embeddings">The number of vectors.</param>
        /// <param name="embedding_dims">Their size.</param>
        /// <param name="max_norm">Vectors longer than this are shortened, in place, when they are looked up.</param>
        /// <param name="norm_type">The p of the norm that <paramref name="max_norm"/> means.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a vector occurs in the batch.</param>
        /// <param name="mode">How a bag becomes one vector.</param>
        /// <param name="sparse">Whether the gradient is a sparse tensor.</param>
        /// <param name="include_last_offset">Whether the last offset is the length of the input, not a bag.</param>
        /// <param name="padding_index">The vector that is left out of bags and starts as zero; -1 for none.</param>
        /// <param name="device">Where the vectors live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static EmbeddingBag EmbeddingBag(long num_embeddings, long embedding_dims, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1, Device? device = null, ScalarType? dtype = null)
        {
            var padding = padding_index < 0 ? null : EmbeddingOptions.CheckedPadding(padding_index, num_embeddings);
            var table = EmbeddingOptions.NewTable(num_embeddings, embedding_dims, padding, device, dtype);
            return new(table, new(padding, max_norm, norm_type, scale_grad_by_freq, sparse), mode, include_last_offset);
        }

        /// <summary>Bags over a table of given vectors, which are copied.</summary>
        /// <param name="embeddings">The vectors, [num_embeddings, embedding_dims].</param>
        /// <param name="freeze">Whether they are kept as they are in training.</param>
        /// <param name="max_norm">Vectors longer than this are shortened, in place, when they are looked up.</param>
        /// <param name="norm_type">The p of the norm that <paramref name="max_norm"/> means.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a vector occurs in the batch.</param>
        /// <param name="mode">How a bag becomes one vector.</param>
        /// <param name="sparse">Whether the gradient is a sparse tensor.</param>
        /// <param name="include_last_offset">Whether the last offset is the length of the input, not a bag.</param>
        /// <param name="padding_index">The vector that is left out of bags; -1 for none.</param>
        /// <param name="device">Where the vectors live; where they are when null.</param>
        /// <param name="dtype">Their element type; the one they have when null.</param>
        public static EmbeddingBag EmbeddingBag_from_pretrained(Tensor embeddings, bool freeze = true, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1, Device? device = null, ScalarType? dtype = null)
        {
            var padding = padding_index < 0 ? null : EmbeddingOptions.CheckedPadding(padding_index, embeddings.shape[0]);
            return new(Copied(embeddings, freeze, device, dtype), new(padding, max_norm, norm_type, scale_grad_by_freq, sparse), mode, include_last_offset);
        }

        private static Parameter Copied(Tensor values, bool freeze, Device? device, ScalarType? dtype)
        {
            using var detached = values.detach();
            return new Parameter(detached.to(dtype ?? values.dtype, device ?? values.device, copy: true), requires_grad: !freeze);
        }
    }
}
