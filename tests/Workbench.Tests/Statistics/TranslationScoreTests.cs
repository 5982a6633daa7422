using System.Diagnostics;
using System.Text.Json;
using Workbench.Statistics;

namespace Workbench.Tests.Statistics;

/// <summary>BLEU and chrF against NLTK and a plain definition.</summary>
public class TranslationScoreTests
{
    private static readonly (string Translation, string Reference)[][] Corpora =
    [
        [("The cat sat on the mat.", "The cat sat on the mat.")],
        [("the cat the cat the cat the", "The cat is on the mat."), ("There is a cat, too.", "There is a cat on the mat.")],
        // An order without a match is smoothed. NLTK counts n-grams that a shorter text does not have, so all have four words.
        [("one two three nine ten", "one two three four five"), ("six six six six", "six seven eight nine")],
        [
            (
                "En el principio crió Dios (los cielos), 3.5 y 1,000-fold.",
                "En el principio crió Dios los cielos y la tierra: 3.5, 1,000-fold!"
            ),
        ],
        [("nothing here", "shares a word at all")],
    ];

    [Fact]
    public void Scores_are_those_of_the_reference()
    {
        foreach (var corpus in Corpora)
        {
            var expected = Oracle(corpus);
            var (bleu, chrf) = (new OverlapCounts(), new OverlapCounts());
            for (var i = 0; i < corpus.Length; i++)
            {
                var (translation, reference) = corpus[i];
                bleu.Add(Bleu.Count(translation, reference));
                chrf.Add(ChrF.Count(translation, reference));
                var words = expected.GetProperty("words")[i].EnumerateArray().Select(word => word.GetString());
                Assert.Equal(words, Bleu.Words(translation));
            }
            Assert.Equal(expected.GetProperty("bleu").GetDouble(), Bleu.Of(bleu), 10);
            Assert.Equal(expected.GetProperty("chrf").GetDouble(), ChrF.Of(chrf), 10);
        }
    }

    private static JsonElement Oracle((string Translation, string Reference)[] corpus)
    {
        using var python = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", [Clone.In("tests", "oracles", "bleu.py")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        python.StandardInput.Write(JsonSerializer.Serialize(corpus.Select(pair => new[] { pair.Translation, pair.Reference })));
        python.StandardInput.Close();
        var said = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.Equal(0, python.ExitCode);
        return JsonDocument.Parse(said).RootElement;
    }
}
