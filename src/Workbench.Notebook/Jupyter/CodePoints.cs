namespace Workbench.Notebook.Jupyter;

/// <summary>Jupyter counts a cursor in Unicode code points, .NET in UTF-16 units; they differ after the first emoji.</summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 position of a cursor; beyond the end, the end.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        var position = 0;
        for (var i = 0; i < codePoints && position < text.Length; i++)
            position += char.IsSurrogatePair(text, position) ? 2 : 1;
        return position;
    }

    /// <summary>The cursor of a UTF-16 position. A position within a pair counts as after it.</summary>
    public static int FromUtf16(string text, int position)
    {
        var codePoints = 0;
        for (var i = 0; i < Math.Min(position, text.Length); codePoints++)
            i += char.IsSurrogatePair(text, i) ? 2 : 1;
        return codePoints;
    }
}
