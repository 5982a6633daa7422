using System.Globalization;

namespace Workbench.Notebook.Documents.Running;

/// <summary>Limits of the outputs kept per cell.</summary>
/// <param name="Text">Characters on both streams together; the same limit applies separately to an error.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Data">Characters in all forms of displays and results together.</param>
internal sealed record OutputLimits(long Text, int Outputs, long Data)
{
    /// <summary>1,000,000 characters of text, 10,000 outputs, 100,000,000 characters in displays.</summary>
    public static OutputLimits Default { get; } = new(1_000_000, 10_000, 100_000_000);

    // An error keeps this many characters even with a smaller limit.
    private const long MinErrorText = 1_000;

    /// <summary>
    /// The number of characters of a text that fit. Never splits a surrogate pair: UTF-8 cannot encode half of one.
    /// </summary>
    public static int Fitting(string text, long room)
    {
        var fitting = (int)Math.Clamp(room, 0, text.Length);
        return fitting > 0 && fitting < text.Length && char.IsHighSurrogate(text[fitting - 1]) ? fitting - 1 : fitting;
    }

    /// <summary>
    /// The error with message and traceback each cut to the limit: an exception may quote large inputs.
    /// </summary>
    public ErrorOutput Bounded(ErrorOutput error)
    {
        var room = Math.Max(Text, MinErrorText);
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
        return error with { Value = Cut(error.Value, Math.Max(Text, MinErrorText)), Traceback = lines };
    }

    private static string Cut(string text, long room)
    {
        var fitting = Fitting(text, room);
        return fitting == text.Length
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text[..fitting]}… [workbench: {text.Length - fitting:#,0} more characters]");
    }
}
