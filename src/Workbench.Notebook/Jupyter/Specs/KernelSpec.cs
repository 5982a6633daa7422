using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>Writes and reads the kernelspec: the kernel's display name and the command that starts the kernel.</summary>
internal static class KernelSpec
{
    /// <summary>The name that front ends show.</summary>
    public const string DisplayName = "Workbench (C#)";

    /// <summary>The default name of the kernelspec's folder, which notebooks store in their metadata.</summary>
    public const string DefaultName = "workbench";

    /// <summary>The metadata key that identifies the Workbench's kernelspecs.</summary>
    private const string Mark = "workbench";

    // Variables for the launcher's choice of build and for .NET: an editor started from the desktop does not have the shell's environment.
    private static readonly string[] CopiedVariables = ["WORKBENCH_BUILD_ARGS", "DOTNET_ROOT"];

    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The content of kernel.json for the running program.</summary>
    public static string Document(HostEnvironment host)
    {
        var environment = new JsonObject();
        foreach (var name in CopiedVariables)
        {
            if (host.Variable(name) is { Length: > 0 } value)
                environment[name] = value;
        }
        // Never build at the start of a kernel: front ends wait only a limited time.
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

    /// <summary>The files of a kernelspec: names and contents.</summary>
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

    /// <summary>Reads a kernelspec's folder: whether the kernelspec belongs to the Workbench, its program and version.</summary>
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

    // The launcher of the clone finds the newest build. Without a clone or bash the kernelspec starts this program.
    private static string Program(HostEnvironment host)
    {
        var launcher = host.Repository is { } root ? Path.Combine(root, "workbench") : null;
        return launcher is not null && !OperatingSystem.IsWindows() && File.Exists(launcher) ? launcher : host.Worker.FileName;
    }
}
