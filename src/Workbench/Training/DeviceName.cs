namespace Workbench.Training;

/// <summary>Device names: cpu, cuda, cuda:1.</summary>
public static partial class DeviceName
{
    /// <summary>The kind: "cuda" of "cuda:1".</summary>
    public static string Kind(string device) => device.Split(':')[0].ToLowerInvariant();
}
