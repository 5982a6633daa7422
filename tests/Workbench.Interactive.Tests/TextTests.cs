using Microsoft.DotNet.Interactive;
using Workbench.Interactive;

namespace Workbench.Interactive.Tests;

/// <summary>What the adapter does with texts: cells that pass a foreign parser, positions, JSON.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("#!ablate a\nvar x = \"#!b\"; // #!c\n  #r \"nuget: A\"\r\n#if X\n#endif")]
    [InlineData("x#y\n\n#")]
    [InlineData("")]
    public void A_cell_comes_through_whole(string cell)
    {
        var hidden = DirectiveEscape.Hide(cell);
        Assert.Equal(cell.Length, hidden.Length);
        Assert.DoesNotContain(hidden.Split('\n'), line => line.TrimStart().StartsWith('#'));
        Assert.Equal(cell, DirectiveEscape.Restore(hidden));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 9, 2)]
    [InlineData(1, 1, 4)]
    [InlineData(2, 0, 5)]
    [InlineData(7, 7, 5)]
    public void Positions_are_brought_into_the_text(int line, int column, int index) =>
        Assert.Equal(index, new CodeLines("ab\nc\n").IndexOf(new LinePosition(line, column)));

    [Theory]
    [InlineData("3", typeof(int), "3")]
    [InlineData("3000000000", typeof(long), "3000000000")]
    [InlineData("0.5", typeof(double), "0.5")]
    [InlineData("true", typeof(bool), "true")]
    [InlineData("\"a\"", typeof(string), "\"a\"")]
    [InlineData("[1,2]", typeof(int[]), "[1,2]")]
    [InlineData("[1,3000000000]", typeof(long[]), "[1,3000000000]")]
    [InlineData("[1,0.5]", typeof(double[]), "[1,0.5]")]
    [InlineData("[\"a\",\"b\"]", typeof(string[]), "[\"a\",\"b\"]")]
    [InlineData("[true]", typeof(bool[]), "[true]")]
    [InlineData("[]", typeof(System.Text.Json.JsonElement), "[]")]
    [InlineData("{\"a\":[1,\"b\"]}", typeof(System.Text.Json.JsonElement), "{\"a\":[1,\"b\"]}")]
    public void Json_is_read_in_the_types_of_csharp_and_written_again(string json, Type type, string again)
    {
        var value = JsonValues.Read("x", json);
        Assert.IsType(type, value);
        Assert.Equal(again, JsonValues.Write("x", value));
    }
}
