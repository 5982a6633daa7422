using System.Text.Json.Nodes;

namespace Workbench.Notebook.Jupyter;

/// <summary>A message on a comm.</summary>
/// <param name="Data">The message's data.</param>
/// <param name="Buffers">Binary attachments; usually none.</param>
public sealed record CommData(JsonObject Data, IReadOnlyList<byte[]> Buffers);

/// <summary>
/// A connection between code in a cell and code in the front end (a widget, a page's script). Both sides can send messages and close the
/// connection.
/// </summary>
public sealed class Comm
{
    private readonly CommTargets _targets;

    internal Comm(CommTargets targets, string id, string target)
    {
        _targets = targets;
        Id = id;
        Target = target;
    }

    /// <summary>The comm's unique id.</summary>
    public string Id { get; }

    /// <summary>The target name under which the receiving side registered.</summary>
    public string Target { get; }

    /// <summary>Whether the comm is open.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>
    /// Called for every message of the front end, in order, between cells. Outputs of the handler belong to that message.
    /// </summary>
    public Action<Comm, CommData>? OnMessage { get; set; }

    /// <summary>Called when the front end closes the comm.</summary>
    public Action<Comm, CommData>? OnClose { get; set; }

    /// <summary>Sends a message to the front end.</summary>
    /// <param name="data">The message's data; null for an empty object.</param>
    /// <param name="buffers">Binary attachments; null for none.</param>
    /// <exception cref="InvalidInputException">The comm is closed.</exception>
    public void Send(JsonObject? data = null, IReadOnlyList<byte[]>? buffers = null)
    {
        if (!IsOpen)
            throw new InvalidInputException("this comm is closed", Id, null, "Open a new one with CommTargets.Current.Open");
        _targets.Publish("comm_msg", this, null, data, buffers);
    }

    /// <summary>Closes the comm and notifies the front end. Does nothing for a closed comm.</summary>
    /// <param name="data">The data of the closing message; null for none.</param>
    public void Close(JsonObject? data = null)
    {
        if (!IsOpen)
            return;
        Ended();
        _targets.Publish("comm_close", this, null, data, null);
    }

    internal void Ended()
    {
        IsOpen = false;
        _targets.Forget(this);
    }
}
