using FsCheck;
using FsCheck.Fluent;
using Workbench.Data;

namespace Workbench.Tests.Data;

public sealed class DocumentSplitTests
{
    private static Corpus Corpus(int documents) => new("c", Enumerable.Range(0, documents).Select(i => new Document($"d{i}", $"text {i}")));

    [Fact]
    public void A_tenth_of_the_documents_is_for_validation_and_none_is_lost() =>
        Prop.ForAll(
                Gen.Choose(2, 200).ToArbitrary(),
                documents =>
                {
                    var corpus = Corpus(documents);
                    var split = DocumentSplit.Of(corpus);
                    Assert.Equal(Math.Max(1, (int)Math.Round(documents / 10.0)), split.Validation.Count);
                    Assert.Equal(
                        corpus.Documents,
                        split.Training.Concat(split.Validation).OrderBy(one => one.Name, StringComparer.Ordinal)
                    );
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_choice_depends_on_names_alone()
    {
        var one = DocumentSplit.Of(Corpus(50)).Validation.Select(document => document.Name);
        var reversed = new Corpus("other", Corpus(50).Documents.Reverse().Select(document => document with { Text = "else" }));
        Assert.Equal(one, DocumentSplit.Of(reversed).Validation.Select(document => document.Name));
    }

    [Fact]
    public void A_single_document_is_cut_never_inside_a_character()
    {
        var split = DocumentSplit.Of(new("c", [new("only", string.Concat(Enumerable.Repeat("😀", 50)) + "x")]));
        Assert.Equal(split.Training[0].Text + split.Validation[0].Text, string.Concat(Enumerable.Repeat("😀", 50)) + "x");
        Assert.False(char.IsLowSurrogate(split.Validation[0].Text[0]));
        Assert.InRange(split.Validation[0].Text.Length, 10, 11);
    }
}
