using System.Text.Json;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// Sends input requests to clients, one at a time. The reply arrives on the stdin channel from the client whose cell requested the input.
/// </summary>
/// <param name="sink">Sends the requests.</param>
internal sealed class StdinChannel(IMessageSink sink)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private InputRequest? _open;
    private bool _closed;

    private sealed record InputRequest(IReadOnlyList<byte[]> Client, TaskCompletionSource<string> Answer);

    /// <summary>Requests a line of input and waits for the reply.</summary>
    /// <exception cref="InvalidInputException">The client has no connection to the stdin channel.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted while it waited.</exception>
    public string Ask(Request request, string prompt, bool password, CancellationToken cancellation)
    {
        _turn.Wait(cancellation);
        try
        {
            var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                _open = new InputRequest(request.Message.Identities, answer);
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
                            "Run the cell in an interactive front end, or set the value in the code"
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

    /// <summary>Handles a message of the stdin channel; drops unexpected replies.</summary>
    public void Receive(Message message)
    {
        if (message.Header.MsgType != "input_reply")
            return;
        lock (_gate)
        {
            // Replies need not name their request, so only the client's routing frames are compared.
            if (
                _open is { } open
                && open.Client.Count == message.Identities.Count
                && open.Client.Zip(message.Identities).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))
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

    /// <summary>Cancels the pending input request.</summary>
    public void Interrupt()
    {
        lock (_gate)
            _open?.Answer.TrySetCanceled();
    }

    /// <summary>Cancels the pending input request and refuses further ones.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
        Interrupt();
    }
}
