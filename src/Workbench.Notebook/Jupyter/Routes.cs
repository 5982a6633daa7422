using System.Collections.Frozen;

namespace Workbench.Notebook.Jupyter;

/// <summary>The message types of the protocol with their handlers.</summary>
internal static class Routes
{
    public static FrozenDictionary<string, Route> All { get; } =
        new Dictionary<string, Route>
        {
            ["execute_request"] = new(ExecuteHandler.Handle),
            ["kernel_info_request"] = new(QueryHandlers.KernelInfo, RequestQueueName.Queries, OnControl: true),
            ["complete_request"] = new(QueryHandlers.Complete, RequestQueueName.Queries),
            ["inspect_request"] = new(QueryHandlers.Inspect, RequestQueueName.Queries),
            ["is_complete_request"] = new(QueryHandlers.IsComplete, RequestQueueName.Queries),
            ["history_request"] = new(QueryHandlers.History),
            ["connect_request"] = new(QueryHandlers.Connect, RequestQueueName.Queries, OnControl: true),
            ["comm_info_request"] = new(CommHandlers.Info),
            ["comm_open"] = new(CommHandlers.Open),
            ["comm_msg"] = new(CommHandlers.Message),
            ["comm_close"] = new(CommHandlers.Close),
            ["interrupt_request"] = new(ControlHandlers.Interrupt, OnShell: false, OnControl: true),
            ["shutdown_request"] = new(ControlHandlers.Shutdown, RequestQueueName.Queries, OnControl: true),
            ["debug_request"] = new(ControlHandlers.Debug, RequestQueueName.Queries, OnControl: true),
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
