using LLama;
using LLama.Common;
using LLama.Native;

namespace Workbench.Tests.WeightTests;

/// <summary>A GGUF file in llama.cpp, through LLamaSharp.</summary>
internal sealed class LlamaCpp : IDisposable
{
    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;

    static LlamaCpp() =>
        NativeLibraryConfig
            .LLama.WithLibrary(Path.Combine(AppContext.BaseDirectory, "llama", "libllama.so"))
            .WithLogCallback((_, _) => { });

    public LlamaCpp(string path)
    {
        // Otherwise attention is computed in half precision.
        var parameters = new ModelParams(path)
        {
            ContextSize = 64,
            Threads = 1,
            BatchThreads = 1,
            GpuLayerCount = 0,
            FlashAttention = false,
            TypeK = GGMLType.GGML_TYPE_F32,
            TypeV = GGMLType.GGML_TYPE_F32,
        };
        _weights = LLamaWeights.LoadFromFile(parameters);
        _context = _weights.CreateContext(parameters);
    }

    public int Vocabulary => _weights.Vocab.Count;

    /// <summary>The logits after each token.</summary>
    public float[][] Logits(IReadOnlyList<int> tokens)
    {
        var batch = new LLamaBatch();
        for (var i = 0; i < tokens.Count; i++)
            batch.Add((LLamaToken)tokens[i], i, LLamaSeqId.Zero, true);
        Assert.Equal(DecodeResult.Ok, _context.Decode(batch));
        return [.. Enumerable.Range(0, tokens.Count).Select(i => _context.NativeHandle.GetLogitsIth(i).ToArray())];
    }

    public int[] Tokenize(string text) => [.. _context.Tokenize(text, addBos: false, special: false).Select(token => (int)token)];

    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
    }
}
