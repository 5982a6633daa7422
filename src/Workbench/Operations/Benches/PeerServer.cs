using System.Diagnostics;
using System.Text.Json;

namespace Workbench.Operations.Benches;

/// <summary>One process of a peer, which answers questions one after the other (bench/peer.py) and waits without a thread turning meanwhile.</summary>
internal sealed class PeerServer : IDisposable
{
    private readonly PeerScript _script;
    private readonly Process _process;
    private readonly Task<string> _said;

    public PeerServer(PeerScript script, PeerSetting setting)
    {
        _script = script;
        var start = script.Command();
        start.RedirectStandardInput = true;
        foreach (var (name, value) in setting.Environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _said = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <param name="request">The name of the work and its arguments: texts and whole numbers.</param>
    /// <param name="cancellation">Ends the wait; the process is of no use afterwards.</param>
    /// <exception cref="InvalidInputException">It failed: what it said last is the reason.</exception>
    public async Task<JsonElement> Ask(IReadOnlyList<object> request, CancellationToken cancellation)
    {
        string? answer;
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request)).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
            answer = await _process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It is gone; why stands in what it said.
            answer = null;
        }
        if (answer is null)
            throw _script.Failed(await _said.WaitAsync(cancellation).ConfigureAwait(false));
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.Clone();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
