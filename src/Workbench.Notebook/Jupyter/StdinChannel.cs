using System.Text.Json;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// Questions to the person at a client, one at a time; the answer comes on the stdin channel from the client whose cell asked.
/// </summary>
/// <param name="sink">Where questions go.</param>
internal sealed class StdinChannel(IMessageSink sink)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private Question? _open;
    private bool _closed;

    private sealed record Question(IReadOnlyList<byte[]> Asked, TaskCompletionSource<string> Answer);

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="InvalidInputException">The client does not listen to questions.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted meanwhile.</exception>
    public string Ask(Request request, string prompt, bool password, CancellationToken cancellation)
    {
        _turn.Wait(cancellation);
        try
        {
            var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                _open = new Question(request.Message.Identities, answer);
            }
            sink.Send(
                Channel.Stdin,
                new OutgoingMessage(
                    "input_request",
                    request.Message.HeaderBytes,
                    MessageContents.InputRequest(prompt, password),
                    request.Message.Identities
                ),
                () =>
                    answer.TrySetException(
                        new InvalidInputException(
                            "the client that runs this cell does not listen on the stdin channel",
                            null,
                            null,
                            "Run the cell in a front end with a person, or give the value in the code"
                        )
                    )
            );
            answer.Task.WaitAsync(cancellation).GetAwaiter().GetResult();
            return answer.Task.Result;
        }
        finally
        {
            lock (_gate)
                _open = null;
            _turn.Release();
        }
    }

    /// <summary>Takes what came on the stdin channel; an answer that nobody waits for is dropped.</summary>
    public void Receive(Message message)
    {
        if (message.Header.MsgType != "input_reply")
            return;
        lock (_gate)
        {
            // Clients need not say which question they answer, but who they are is beyond doubt.
            if (
                _open is { } open
                && open.Asked.Count == message.Identities.Count
                && open.Asked.Zip(message.Identities).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))
            )
            {
                open.Answer.TrySetResult(
                    message.Content.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
                        ? value.GetString()!
                        : ""
                );
            }
        }
    }

    /// <summary>Whoever waits for an answer gets none.</summary>
    public void Interrupt()
    {
        lock (_gate)
            _open?.Answer.TrySetCanceled();
    }

    /// <summary>Nothing is asked any more.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
        Interrupt();
    }
}
