using System.Text.Json;

namespace Workbench.Operations.Benches;

/// <summary>The peer in all its settings: a process each, started when it is first asked.</summary>
/// <param name="script">What each of them runs.</param>
/// <param name="settings">Their settings.</param>
internal sealed class Peers(PeerScript script, IReadOnlyList<PeerSetting> settings) : IDisposable
{
    private readonly Dictionary<PeerSetting, PeerServer> _servers = [];

    public IReadOnlyList<PeerSetting> Settings => settings;

    /// <summary>Asks one of them for a number.</summary>
    public async Task<double> Ask(PeerSetting setting, string key, IReadOnlyList<object> request, CancellationToken cancellation)
    {
        if (!_servers.TryGetValue(setting, out var server))
            _servers[setting] = server = new(script, setting);
        var answer = await server.Ask(request, cancellation).ConfigureAwait(false);
        Version = answer.TryGetProperty("torch", out var version) && version.ValueKind == JsonValueKind.String ? version.GetString()! : Version;
        return answer.GetProperty(key).GetDouble();
    }

    /// <summary>PyTorch's version, once one has answered.</summary>
    public string Version { get; private set; } = "";

    public void Dispose()
    {
        foreach (var server in _servers.Values)
            server.Dispose();
        _servers.Clear();
    }
}
