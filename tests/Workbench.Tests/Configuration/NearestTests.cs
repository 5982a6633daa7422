using Workbench.Configuration;

namespace Workbench.Tests.Configuration;

public sealed class NearestTests
{
    private static readonly string[] Positions = ["sinusoidal", "learned", "rope", "alibi", "none"];

    [Theory]
    [InlineData("rop", "rope")]
    [InlineData("ROPE", "rope")]
    [InlineData("ropo", "rope")]
    [InlineData("roep", "rope")]
    [InlineData("sinus", "sinusoidal")]
    [InlineData("sinusodial", "sinusoidal")]
    [InlineData("alibbi", "alibi")]
    public void The_name_meant_comes_first(string word, string meant) => Assert.Equal(meant, Nearest.To(word, Positions)[0]);

    [Fact]
    public void Nothing_near_is_offered_for_a_strange_word()
    {
        Assert.Empty(Nearest.To("transformer", Positions));
        Assert.Null(Nearest.Question("transformer", Positions));
    }

    [Fact]
    public void A_question_names_what_is_near() =>
        Assert.Equal("Did you mean seed or seeds?", Nearest.Question("sede", ["seed", "seeds", "steps"]));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("same", "same", 0)]
    public void Distances(string a, string b, int distance)
    {
        Assert.Equal(distance, Nearest.Distance(a, b));
        Assert.Equal(distance, Nearest.Distance(b, a));
    }
}
