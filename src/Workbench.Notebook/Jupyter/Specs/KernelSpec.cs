using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>The kernelspec by which front ends know the Workbench's kernel: what it is called, how it is started.</summary>
internal static class KernelSpec
{
    /// <summary>What front ends show.</summary>
    public const string DisplayName = "Workbench (C#)";

    /// <summary>The folder's name unless told otherwise; notebooks name it in their metadata.</summary>
    public const string DefaultName = "workbench";

    /// <summary>In the metadata: the sign that a spec is ours.</summary>
    private const string Mark = "workbench";

    // What the launcher chooses its build by, and where it finds .NET: an editor started from a desktop knows none of a shell's settings.
    private static readonly string[] Kept = ["WORKBENCH_BUILD_ARGS", "DOTNET_ROOT"];

    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document kernel.json for the program that runs now.</summary>
    public static string Document(HostEnvironment host)
    {
        var environment = new JsonObject();
        foreach (var name in Kept)
        {
            if (host.Variable(name) is { Length: > 0 } value)
                environment[name] = value;
        }
        // A front end waits only so long for a kernel: what it starts never builds.
        environment["WORKBENCH_BUILD"] = "never";
        return new JsonObject
            {
                ["argv"] = new JsonArray(Program(host), "jupyter", "kernel", "--connection-file", "{connection_file}"),
                ["display_name"] = DisplayName,
                ["language"] = "C#",
                ["interrupt_mode"] = "message",
                ["kernel_protocol_version"] = MessageWriter.ProtocolVersion,
                ["env"] = environment,
                ["metadata"] = new JsonObject
                {
                    ["debugger"] = false,
                    [Mark] = new JsonObject { ["version"] = ProductVersion.Text },
                },
            }.ToJsonString(Indented) + "\n";
    }

    /// <summary>The files of a spec: name and contents.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Files(HostEnvironment host)
    {
        yield return ("kernel.json", System.Text.Encoding.UTF8.GetBytes(Document(host)));
        foreach (var logo in Logos)
        {
            using var stream =
                typeof(KernelSpec).Assembly.GetManifestResourceStream(logo)
                ?? throw new InvalidOperationException($"{logo} is not embedded");
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            yield return (logo, bytes.ToArray());
        }
    }

    /// <summary>What a spec's folder says: ours or not, and the program that it starts.</summary>
    public static (bool Ours, string? Program, string? Version) Look(string folder)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "kernel.json")));
            var root = document.RootElement;
            if (!root.TryGetProperty("metadata", out var metadata) || !metadata.TryGetProperty(Mark, out var mark))
                return (false, null, null);
            var program = root.TryGetProperty("argv", out var words) && words.GetArrayLength() > 0 ? words[0].GetString() : null;
            return (true, program, mark.TryGetProperty("version", out var version) ? version.GetString() : null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return (false, null, null);
        }
    }

    // The clone's launcher finds the newest build; without a clone (or without bash) the program starts itself.
    private static string Program(HostEnvironment host)
    {
        var launcher = host.Repository is { } root ? Path.Combine(root, "workbench") : null;
        return launcher is not null && !OperatingSystem.IsWindows() && File.Exists(launcher) ? launcher : host.Worker.FileName;
    }
}
