namespace Workbench.Notebook.Jupyter;

/// <summary>
/// Converts cursor positions between Jupyter's Unicode code points and .NET's UTF-16 units, which differ after the first emoji.
/// </summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 position of a cursor; the end of the text for a cursor past the end.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        var position = 0;
        for (var i = 0; i < codePoints && position < text.Length; i++)
            position += char.IsSurrogatePair(text, position) ? 2 : 1;
        return position;
    }

    /// <summary>The cursor of a UTF-16 position. A position within a surrogate pair counts as after the pair.</summary>
    public static int FromUtf16(string text, int position)
    {
        var codePoints = 0;
        for (var i = 0; i < Math.Min(position, text.Length); codePoints++)
            i += char.IsSurrogatePair(text, i) ? 2 : 1;
        return codePoints;
    }
}
