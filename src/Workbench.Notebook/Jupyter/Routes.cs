using System.Collections.Frozen;

namespace Workbench.Notebook.Jupyter;

/// <summary>The protocol as data: every type of message that the kernel takes, and who answers it.</summary>
internal static class Routes
{
    public static FrozenDictionary<string, Route> All { get; } = new Dictionary<string, Route>
    {
        ["execute_request"] = new(ExecuteHandler.Handle),
        ["kernel_info_request"] = new(Lookups.KernelInfo, LaneName.Lookups, OnControl: true),
        ["complete_request"] = new(Lookups.Complete, LaneName.Lookups),
        ["inspect_request"] = new(Lookups.Inspect, LaneName.Lookups),
        ["is_complete_request"] = new(Lookups.IsComplete, LaneName.Lookups),
        ["history_request"] = new(Lookups.History),
        ["connect_request"] = new(Lookups.Connect, LaneName.Lookups, OnControl: true),
        ["comm_info_request"] = new(CommHandlers.Info),
        ["comm_open"] = new(CommHandlers.Open),
        ["comm_msg"] = new(CommHandlers.Message),
        ["comm_close"] = new(CommHandlers.Close),
        ["interrupt_request"] = new(ControlHandlers.Interrupt, OnShell: false, OnControl: true),
        ["shutdown_request"] = new(ControlHandlers.Shutdown, LaneName.Lookups, OnControl: true),
        ["debug_request"] = new(ControlHandlers.Debug, LaneName.Lookups, OnControl: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
