using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// What front ends can open comms to, and the comms that are open: <c>CommTargets.Current.Register("clock", (comm, opened) =>
/// comm.OnMessage = (c, m) => c.Send(m.Data))</c>.
/// </summary>
public sealed class CommTargets
{
    private readonly ConcurrentDictionary<string, Action<Comm, CommData>> _targets = new();
    private readonly ConcurrentDictionary<string, Comm> _comms = new();
    private readonly Kernel _kernel;

    internal CommTargets(Kernel kernel) => _kernel = kernel;

    /// <summary>Those of the kernel that runs the current cell.</summary>
    /// <exception cref="InvalidInputException">No cell runs, or its front end has no comms (a headless run).</exception>
    public static CommTargets Current =>
        RequestFrontEnd.Current?.Kernel.Comms
        ?? throw new InvalidInputException("comms need a cell in a Jupyter front end", null, null, "Run this cell in Jupyter or VS Code");

    /// <summary>The comms that are open.</summary>
    public IReadOnlyList<Comm> All => [.. _comms.Values.OrderBy(comm => comm.Id, StringComparer.Ordinal)];

    /// <summary>Says what happens when a front end opens a comm of this name. A later registration replaces an earlier one.</summary>
    /// <param name="target">The name.</param>
    /// <param name="opened">Called with the new comm and what came with it; sets its handlers.</param>
    public void Register(string target, Action<Comm, CommData> opened)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentNullException.ThrowIfNull(opened);
        _targets[target] = opened;
    }

    /// <summary>Takes a registration back; comms that are open stay so.</summary>
    /// <param name="target">The name.</param>
    public void Unregister(string target) => _targets.TryRemove(target, out _);

    /// <summary>
    /// Opens a comm to what the front end has registered under this name; a front end that has nothing of the kind closes it at once.
    /// </summary>
    /// <param name="target">The name.</param>
    /// <param name="data">What the other side gets with it; null for an empty object.</param>
    /// <param name="buffers">Binary attachments; null for none.</param>
    public Comm Open(string target, JsonObject? data = null, IReadOnlyList<byte[]>? buffers = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        var comm = new Comm(this, _kernel.Services.NewId(), target);
        _comms[comm.Id] = comm;
        Publish("comm_open", comm, target, data, buffers);
        return comm;
    }

    internal Comm? Find(string id) => _comms.GetValueOrDefault(id);

    internal void Forget(Comm comm) => _comms.TryRemove(comm.Id, out _);

    /// <summary>A front end opens a comm. An unknown target is closed again, as the specification asks.</summary>
    internal void Opened(CommOpenRequest request, CommData data)
    {
        var comm = new Comm(this, request.CommId, request.TargetName);
        if (!_targets.TryGetValue(request.TargetName, out var opened))
        {
            _kernel.Services.Log($"a front end opened a comm to {request.TargetName}, which nobody has registered");
            comm.Close();
            return;
        }
        _comms[comm.Id] = comm;
        try
        {
            opened(comm, data);
        }
        catch
        {
            comm.Close();
            throw;
        }
    }

    internal void Publish(string type, Comm comm, string? target, JsonObject? data, IReadOnlyList<byte[]>? buffers)
    {
        // In a finally block, where an abort of the cell's thread waits.
        try { }
        finally
        {
            var parent = RequestFrontEnd.Current?.Parent ?? OutgoingMessage.NoParent;
            _kernel.Publish(type, parent, MessageContents.Comm(comm.Id, target, data), null, buffers);
        }
    }
}
