using FsCheck;
using FsCheck.Fluent;
using Workbench.Tokenizers;

namespace Workbench.Tests.Tokenizers;

public sealed class CharacterTokenizerTests
{
    [Fact]
    public void Any_text_comes_back() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNull<string>>(),
                text =>
                {
                    // Lone surrogates are no characters; a corpus, read as UTF-8, has none.
                    var whole = string.Concat(text.Get.EnumerateRunes()) + "😀";
                    var tokenizer = CharacterTokenizer.From([whole]);
                    var tokens = tokenizer.Encode(whole);
                    Assert.Equal(whole, tokenizer.Decode(tokens));
                    Assert.All(tokens, token => Assert.InRange(token, 0, tokenizer.Vocabulary - 1));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Tokens_are_numbered_by_code_point_whatever_the_order_of_the_texts()
    {
        var tokenizer = CharacterTokenizer.From(["zb😀", "aé\n"]);
        Assert.Equal("\nabzé😀", tokenizer.Characters);
        Assert.Equal([0, 1, 5], tokenizer.Encode("\na😀"));
        Assert.Equal(tokenizer.Fingerprint, CharacterTokenizer.From(["aé\nz", "😀b"]).Fingerprint);
        Assert.NotEqual(tokenizer.Fingerprint, CharacterTokenizer.From(["aé\nz"]).Fingerprint);
    }

    [Fact]
    public void Unknown_characters_are_all_named()
    {
        var refused = Assert.Throws<InvalidInputException>(() => CharacterTokenizer.From(["abc"]).Encode("a€b🙂€"));
        Assert.StartsWith(
            "characters that the vocabulary does not have (got '€' (U+20AC), '🙂' (U+1F642)); allowed: the 3 characters of the "
                + "training corpus",
            refused.Message
        );
    }

    [Fact]
    public void A_token_outside_the_vocabulary_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CharacterTokenizer.From(["abc"]).Decode([3]));
}
