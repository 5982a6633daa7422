using System.Collections.Concurrent;
using Workbench.Notebook;

namespace Workbench.Testing;

/// <summary>
/// A front end that keeps what it is sent (the first ten thousand of what may be endless) and answers questions from a list.
/// </summary>
internal sealed class RecordingFrontEnd(params string[] answers) : ICellFrontEnd
{
    private readonly ConcurrentQueue<CellOutput> _outputs = new();
    private readonly ConcurrentQueue<string> _answers = new(answers);

    internal IReadOnlyList<CellOutput> Outputs => [.. _outputs];

    internal string Text =>
        string.Concat(_outputs.OfType<StreamOutput>().Where(one => one.Stream == StandardStream.Out).Select(one => one.Text));

    internal string ErrorText =>
        string.Concat(_outputs.OfType<StreamOutput>().Where(one => one.Stream == StandardStream.Error).Select(one => one.Text));

    /// <summary>The HTML of each output that shows something; "" where there is none.</summary>
    internal IReadOnlyList<string> Html =>
        [.. _outputs.Select(Bundle).OfType<MimeBundle>().Select(bundle => bundle.Text("text/html") ?? "")];

    internal string? Result => _outputs.OfType<ResultOutput>().LastOrDefault()?.Bundle.Text("text/plain");

    internal ErrorOutput? Error => _outputs.OfType<ErrorOutput>().LastOrDefault();

    /// <summary>Called with every output, on the thread that sends it.</summary>
    internal Action<CellOutput> OnSend { get; init; } = static _ => { };

    public void Send(CellOutput output)
    {
        if (_outputs.Count < 10_000 || output is not (StreamOutput or DisplayOutput))
            _outputs.Enqueue(output);
        OnSend(output);
    }

    public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
        _answers.TryDequeue(out var answer) ? answer : throw new InvalidInputException("this front end takes no input");

    /// <summary>The forms of an output; null when it shows nothing.</summary>
    internal static MimeBundle? Bundle(CellOutput output) =>
        output switch
        {
            DisplayOutput display => display.Bundle,
            ResultOutput result => result.Bundle,
            _ => null,
        };
}
