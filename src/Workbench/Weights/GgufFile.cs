using System.Text;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.Norms;
using Workbench.Models.Positions;
using Workbench.Tokenizers;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>Exports models of Llama's shape for llama.cpp, in float32.</summary>
public static class GgufFile
{
    // llama.cpp's names, by the last parts of Hugging Face's.
    private static readonly (string Theirs, string Ours)[] Names =
    [
        ("model.embed_tokens", "token_embd"),
        ("model.norm", "output_norm"),
        ("lm_head", "output"),
        ("model.layers", "blk"),
        ("input_layernorm", "attn_norm"),
        ("self_attn.q_proj", "attn_q"),
        ("self_attn.k_proj", "attn_k"),
        ("self_attn.v_proj", "attn_v"),
        ("self_attn.o_proj", "attn_output"),
        ("post_attention_layernorm", "ffn_norm"),
        ("mlp.gate_proj", "ffn_gate"),
        ("mlp.up_proj", "ffn_up"),
        ("mlp.down_proj", "ffn_down"),
    ];

    /// <summary>Writes a file.</summary>
    /// <param name="stream">The output.</param>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">The tokenizer, which becomes part of the file; null writes a file that takes token numbers only.</param>
    /// <param name="name">The model's name in the file.</param>
    /// <exception cref="InvalidInputException">The model is not of Llama's shape, lists every setting; or its vocabulary is not the
    /// tokenizer's. Nothing was written.</exception>
    public static void Write(Stream stream, Transformer model, ITokenizer? tokenizer, string name)
    {
        ArgumentNullException.ThrowIfNull(model);
        var config = model.Config;
        var writer = new GgufWriter();
        Describe(writer, config, name);
        Describe(writer, config, tokenizer);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var weights = model.state_dict();
        foreach (var rule in LlamaLayout.Rules(config, IsHalfSplit(config) ? HeadOrder.HalfSplit : HeadOrder.Same))
        foreach (var (theirs, tensor) in rule.Split(weights[rule.Name].detach()))
            writer.Add(Names.Aggregate(theirs, (text, pair) => text.Replace(pair.Theirs, pair.Ours, StringComparison.Ordinal)), tensor);
        writer.Save(stream);
    }

    // llama.cpp rotates neighbouring coordinates.
    private static bool IsHalfSplit(TransformerConfig config) => config.Position is Rope { Layout: RopeLayout.HalfSplit };

    private static void Describe(GgufWriter writer, TransformerConfig config, string name)
    {
        // Refuses every other shape.
        _ = new LlamaLayout().WriteConfig(config);
        var rope = (Rope)config.Position;
        writer.Add("general.architecture", "llama");
        writer.Add("general.name", name);
        writer.Add("general.file_type", 0);
        writer.Add("llama.context_length", config.Context);
        writer.Add("llama.embedding_length", config.Width);
        writer.Add("llama.block_count", config.Layers);
        writer.Add("llama.feed_forward_length", config.FeedForward.InnerWidth(config.Width));
        writer.Add("llama.attention.head_count", config.HeadCount);
        writer.Add("llama.attention.head_count_kv", config.KeyValueHeads);
        writer.Add("llama.attention.layer_norm_rms_epsilon", ((RmsNorm)config.Norm).Epsilon);
        writer.Add("llama.rope.dimension_count", config.HeadWidth);
        writer.Add("llama.rope.freq_base", rope.BaseFor(config.HeadWidth));
        if (rope.Stretch != 1)
        {
            writer.Add("llama.rope.scaling.type", "linear");
            writer.Add("llama.rope.scaling.factor", rope.Stretch);
        }
        writer.Add("llama.vocab_size", config.Vocabulary);
    }

    private static void Describe(GgufWriter writer, TransformerConfig config, ITokenizer? tokenizer)
    {
        if (tokenizer is null)
        {
            writer.Add("tokenizer.ggml.model", "none");
            return;
        }
        if (tokenizer.Vocabulary != config.Vocabulary)
            throw new InvalidInputException(
                "the tokenizer's vocabulary must be the model's",
                $"{tokenizer.Vocabulary}",
                $"{config.Vocabulary}"
            );
        if (tokenizer is not CharacterTokenizer characters)
            throw new InvalidInputException(
                "this tokenizer cannot be exported to GGUF",
                tokenizer.GetType().Name,
                "a character tokenizer, or none"
            );
        // Of llama.cpp's tokenizers, this one takes the longest token of a list, and has no special tokens by default.
        writer.Add("tokenizer.ggml.model", "rwkv");
        writer.Add("tokenizer.ggml.tokens", [.. characters.Characters.EnumerateRunes().Select(Escaped)]);
    }

    private static string Escaped(Rune rune) =>
        rune.Value switch
        {
            '\n' => @"\n",
            '\t' => @"\t",
            '\r' => @"\r",
            '\\' => @"\\",
            _ => rune.ToString(),
        };
}
