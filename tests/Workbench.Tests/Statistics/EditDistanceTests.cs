using Workbench.Statistics;

namespace Workbench.Tests.StatisticsTests;

public class EditDistanceTests
{
    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("intention", "execution", 5)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("same", "same", 0)]
    public void The_distances_of_the_textbooks(string first, string second, int expected)
    {
        long[] Tokens(string text) => [.. text.Select(letter => (long)letter)];
        Assert.Equal(expected, EditDistance.Of(Tokens(first), Tokens(second)));
        Assert.Equal(expected, EditDistance.Of(Tokens(second), Tokens(first)));
    }
}
