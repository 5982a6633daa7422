using System.Globalization;

namespace Workbench.Notebook.Documents.Running;

/// <summary>How much of what one cell shows is kept.</summary>
/// <param name="Text">Characters on both streams together; of an error so many again.</param>
/// <param name="Outputs">Outputs.</param>
/// <param name="Data">Characters in the forms of displays and results together.</param>
internal sealed record OutputLimits(long Text, int Outputs, long Data)
{
    /// <summary>1,000,000 characters of text, 10,000 outputs, 100,000,000 characters in displays.</summary>
    public static OutputLimits Default { get; } = new(1_000_000, 10_000, 100_000_000);

    // However little text is kept: why a cell stopped is said.
    private const long LeastOfAnError = 1_000;

    /// <summary>
    /// How many characters of a text there is room for. Half of a pair of surrogates is no letter, and no file in UTF-8 can hold it.
    /// </summary>
    public static int Fitting(string text, long room)
    {
        var fitting = (int)Math.Clamp(room, 0, text.Length);
        return fitting > 0 && fitting < text.Length && char.IsHighSurrogate(text[fitting - 1]) ? fitting - 1 : fitting;
    }

    /// <summary>
    /// The error, its message and its traceback each within the bound; an exception may quote all that a program has read.
    /// </summary>
    public ErrorOutput Bounded(ErrorOutput error)
    {
        var room = Math.Max(Text, LeastOfAnError);
        if (error.Value.Length <= room && error.Traceback.Sum(line => (long)line.Length) <= room)
            return error;
        var lines = new List<string>();
        foreach (var line in error.Traceback)
        {
            var cut = Cut(line, room);
            lines.Add(cut);
            room -= cut.Length;
            if (room <= 0)
                break;
        }
        return error with { Value = Cut(error.Value, Math.Max(Text, LeastOfAnError)), Traceback = lines };
    }

    private static string Cut(string text, long room)
    {
        var fitting = Fitting(text, room);
        return fitting == text.Length
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text[..fitting]}… [workbench: {text.Length - fitting:#,0} more characters]");
    }
}
