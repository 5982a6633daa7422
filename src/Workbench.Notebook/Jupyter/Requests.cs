using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Workbench.Notebook.Jupyter;

// The contents of requests with the fields of the Jupyter messaging specification; missing fields get the specification's defaults.

internal sealed record ExecuteRequest(
    string Code,
    bool Silent = false,
    bool StoreHistory = true,
    Dictionary<string, string>? UserExpressions = null,
    bool AllowStdin = true,
    bool StopOnError = true
);

internal sealed record CompleteRequest(string Code, int? CursorPos = null);

internal sealed record InspectRequest(string Code, int? CursorPos = null, int DetailLevel = 0);

internal sealed record IsCompleteRequest(string Code);

internal sealed record HistoryRequest(
    string HistAccessType = "tail",
    bool Output = false,
    bool Raw = true,
    int Session = 0,
    int? Start = null,
    int? Stop = null,
    int? N = null,
    string? Pattern = null,
    bool Unique = false
);

internal sealed record CommInfoRequest(string? TargetName = null);

internal sealed record CommOpenRequest(string CommId, string TargetName, JsonObject? Data = null);

internal sealed record CommMessage(string CommId, JsonObject? Data = null);

internal sealed record ShutdownRequest(bool Restart = false);

internal sealed record DebugRequest(int Seq = 0, string? Command = null);

/// <summary>Reads requests without reflection, which would delay the first request of a starting kernel.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 256
)]
[JsonSerializable(typeof(ExecuteRequest))]
[JsonSerializable(typeof(CompleteRequest))]
[JsonSerializable(typeof(InspectRequest))]
[JsonSerializable(typeof(IsCompleteRequest))]
[JsonSerializable(typeof(HistoryRequest))]
[JsonSerializable(typeof(CommInfoRequest))]
[JsonSerializable(typeof(CommOpenRequest))]
[JsonSerializable(typeof(CommMessage))]
[JsonSerializable(typeof(ShutdownRequest))]
[JsonSerializable(typeof(DebugRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
