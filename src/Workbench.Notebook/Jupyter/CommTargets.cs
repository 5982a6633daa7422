using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// The targets to which front ends can open comms, and the open comms. Example: <c>CommTargets.Current.Register("clock", (comm, opened) =>
/// comm.OnMessage = (c, m) => c.Send(m.Data))</c>.
/// </summary>
public sealed class CommTargets
{
    private readonly ConcurrentDictionary<string, Action<Comm, CommData>> _targets = new();
    private readonly ConcurrentDictionary<string, Comm> _comms = new();
    private readonly Kernel _kernel;

    internal CommTargets(Kernel kernel) => _kernel = kernel;

    /// <summary>The targets of the kernel that runs the current cell.</summary>
    /// <exception cref="InvalidInputException">No cell runs, or its front end has no comms (a headless run).</exception>
    public static CommTargets Current =>
        RequestFrontEnd.Current?.Kernel.Comms
        ?? throw new InvalidInputException("comms need a cell in a Jupyter front end", null, null, "Run this cell in Jupyter or VS Code");

    /// <summary>The open comms.</summary>
    public IReadOnlyList<Comm> All => [.. _comms.Values.OrderBy(comm => comm.Id, StringComparer.Ordinal)];

    /// <summary>Registers a target. A later registration replaces an earlier one.</summary>
    /// <param name="target">The target's name.</param>
    /// <param name="opened">Called when a front end opens a comm, with the comm and the data of the opening message; sets the comm's
    /// handlers.</param>
    public void Register(string target, Action<Comm, CommData> opened)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentNullException.ThrowIfNull(opened);
        _targets[target] = opened;
    }

    /// <summary>Removes a target; open comms stay open.</summary>
    /// <param name="target">The target's name.</param>
    public void Unregister(string target) => _targets.TryRemove(target, out _);

    /// <summary>
    /// Opens a comm to a target of the front end. A front end without the target closes the comm at once.
    /// </summary>
    /// <param name="target">The target's name.</param>
    /// <param name="data">The data of the opening message; null for an empty object.</param>
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

    /// <summary>Handles the opening of a comm by a front end. Closes a comm to an unknown target, as the specification requires.</summary>
    internal void Opened(CommOpenRequest request, CommData data)
    {
        var comm = new Comm(this, request.CommId, request.TargetName);
        if (!_targets.TryGetValue(request.TargetName, out var opened))
        {
            _kernel.Services.Log($"a front end opened a comm to {request.TargetName}, which is not registered");
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
        // A thread abort waits for the end of a finally block.
        try { }
        finally
        {
            var parent = RequestFrontEnd.Current?.Parent ?? OutgoingMessage.NoParent;
            _kernel.Publish(type, parent, MessageContents.Comm(comm.Id, target, data), null, buffers);
        }
    }
}
