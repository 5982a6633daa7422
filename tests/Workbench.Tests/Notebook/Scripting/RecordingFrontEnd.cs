using System.Collections.Concurrent;
using Workbench.Notebook;

namespace Workbench.Tests.Notebook.Scripting;

/// <summary>A front end that keeps what it is sent (the first ten thousand of what may be endless) and answers questions from a list.</summary>
internal sealed class RecordingFrontEnd(params string[] answers) : ICellFrontEnd
{
    private readonly ConcurrentQueue<CellOutput> outputs = new();
    private readonly ConcurrentQueue<string> answers = new(answers);

    internal IReadOnlyList<CellOutput> Outputs => [.. outputs];

    internal string Text => string.Concat(outputs.OfType<StreamOutput>().Where(one => one.Stream == StandardStream.Out).Select(one => one.Text));

    internal string ErrorText => string.Concat(outputs.OfType<StreamOutput>().Where(one => one.Stream == StandardStream.Error).Select(one => one.Text));

    internal string? Result => outputs.OfType<ResultOutput>().LastOrDefault()?.Bundle.Text("text/plain");

    internal ErrorOutput? Error => outputs.OfType<ErrorOutput>().LastOrDefault();

    /// <summary>Called with every output, on the thread that sends it.</summary>
    internal Action<CellOutput> OnSend { get; init; } = static _ => { };

    public void Send(CellOutput output)
    {
        if (outputs.Count < 10_000 || output is not (StreamOutput or DisplayOutput))
            outputs.Enqueue(output);
        OnSend(output);
    }

    public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
        answers.TryDequeue(out var answer) ? answer : throw new InvalidInputException("this front end takes no input");
}
