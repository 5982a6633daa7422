using System.Text.Json;
using Workbench.Notebook;
using Workbench.Notebook.Streams;
using Workbench.Notebook.Tests.Scripting;

namespace Workbench.Notebook.Tests.Streams;

/// <summary>
/// A process whose standard streams are taken: it runs the cells that it is sent, a line each, and answers with what they showed.
/// </summary>
internal static class StreamsChild
{
    internal const string Word = "streams-child";

    internal static async Task<int> RunAsync()
    {
        using var streams = StandardStreams.Take();
        using var notebook = new TestInterpreter();
        using var input = new StreamReader(streams.Input);
        await using var output = new StreamWriter(streams.Output) { AutoFlush = true };
        while (await input.ReadLineAsync() is { } line)
        {
            var frontEnd = new RecordingFrontEnd("an answer");
            var outcome = await notebook.Interpreter.ExecuteAsync(new CellRequest(JsonSerializer.Deserialize<string>(line)!), frontEnd);
            await output.WriteLineAsync(
                JsonSerializer.Serialize(
                    new Answer(outcome.Status, frontEnd.Text, frontEnd.ErrorText, frontEnd.Result, outcome.Error?.Value)
                )
            );
        }
        return 0;
    }

    internal sealed record Answer(CellStatus Status, string Out, string Error, string? Result, string? Failure);
}
