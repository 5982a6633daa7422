using FsCheck;
using FsCheck.Fluent;
using Workbench.Notebook.Jupyter;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>Cursors, there and back.</summary>
public class CodePointTests
{
    [Theory]
    [InlineData("abc", 2, 2)]
    [InlineData("😀b", 1, 2)]
    [InlineData("a😀b", 3, 4)]
    [InlineData("abc", 9, 3)]
    [InlineData("abc", -1, 0)]
    [InlineData("\ud83d!", 1, 1)]
    public void A_cursor_in_code_points_is_a_position_in_units(string text, int cursor, int position) =>
        Assert.Equal(position, CodePoints.ToUtf16(text, cursor));

    [Fact]
    public void The_way_back_is_the_way_there()
    {
        Prop.ForAll(
                ArbMap.Default.ArbFor<string>(),
                text =>
                {
                    text = (text ?? "") + "😀";
                    var length = CodePoints.FromUtf16(text, text.Length);
                    return Enumerable
                        .Range(0, length + 1)
                        .All(cursor => CodePoints.FromUtf16(text, CodePoints.ToUtf16(text, cursor)) == cursor);
                }
            )
            .QuickCheckThrowOnFailure();
    }
}
