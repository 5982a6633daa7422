using Workbench.Tokenizers;

namespace Workbench.Data;

/// <summary>A place of a text for which a model gives an answer.</summary>
/// <param name="Text">What stands there: the whole text, a word, a hidden token.</param>
/// <param name="At">The index of the answer among the model's outputs; <see cref="Nowhere"/> for a word without a token.</param>
internal readonly record struct TextPlace(string Text, int At)
{
    /// <summary>The index of a word that the tokenizer drops.</summary>
    public const int Nowhere = -1;
}

/// <summary>A text as the models of a task read it.</summary>
/// <param name="Tokens">The tokens, special ones included.</param>
/// <param name="Places">The places that get an answer.</param>
internal sealed record TextInput(long[] Tokens, IReadOnlyList<TextPlace> Places)
{
    /// <summary>Number of first tokens that belong to the first of two segments. Default: all.</summary>
    public int FirstSegment { get; init; } = int.MaxValue;
}

/// <summary>A task whose models answer about a text, rather than write one: its class, its words' classes, its hidden tokens.</summary>
internal interface IReadsText : ITask
{
    /// <summary>A text as the task's models read it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="second">The second text, for a task of pairs; null for the others.</param>
    TextInput Read(string text, string? second);

    /// <summary>The first words of a validation text, to try a model on.</summary>
    string Sample { get; }

    /// <summary>The first words of a text: eight, or those of its first 40 tokens.</summary>
    static string FirstWords(ITokenizer tokenizer, IEnumerable<int> tokens) =>
        string.Join(' ', tokenizer.Decode([.. tokens.Take(40)]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(8));

    /// <summary>The name of an answer: of a class, or of a token.</summary>
    /// <param name="output">The number of an output of the model.</param>
    string AnswerOf(int output);
}
