using Workbench.Generation;

namespace Workbench.Tests.Generation;

public sealed class StopTextsTests
{
    private static string Passed(string[] stops, params string[] pieces)
    {
        var stop = new StopTexts(stops);
        var passed = "";
        foreach (var piece in pieces)
        {
            passed += stop.Add(piece);
            if (stop.Reached)
                return passed + "|";
        }
        return passed + stop.Rest();
    }

    [Theory]
    [InlineData("one. two", "one|")]
    [InlineData("one.two. three", "one.two|")]
    [InlineData("one .", "one .")]
    [InlineData("aab", "|")]
    [InlineData("xaaab", "xa|")]
    [InlineData("aa", "aa")]
    public void Text_ends_before_the_first_stop_however_it_is_cut(string text, string expected)
    {
        string[] stops = [". ", "aab"];
        Assert.Equal(expected, Passed(stops, text));
        Assert.Equal(expected, Passed(stops, [.. text.Select(letter => $"{letter}")]));
        Assert.Equal(expected, Passed(stops, [.. text.Chunk(2).Select(pair => new string(pair))]));
    }

    [Fact]
    public void Only_what_may_be_a_beginning_is_held_back()
    {
        var stop = new StopTexts(["end"]);
        Assert.Equal("on", stop.Add("one"));
        Assert.Equal("e", stop.Add("e"));
        Assert.Equal("enn", stop.Add("nn"));
        Assert.False(stop.Reached);
        Assert.Equal("same", new StopTexts([]).Add("same"));
    }
}
