using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Ablation;
using Workbench.Notebook;
using Workbench.Notebook.Documents.Running;
using Workbench.Notebook.Magics;

namespace Workbench.Interactive;

/// <summary>
/// The Workbench inside of .NET Interactive. Its magics run in a process of their own, the executable that the package has under tools: the host has
/// other versions of the compiler and of System.CommandLine loaded than those that the Workbench was built with. Nothing here touches either.
/// </summary>
public static partial class PolyglotHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static readonly ConditionalWeakTable<object, StrongBox<int>> Seen = [];
    private static CellProcess? _cells;
    private static Action<CellOutput> _take = static _ => { };
    private static int _count;

    /// <summary>The C# that registers the magics; the extension's script submits it.</summary>
    /// <param name="formattedValue">The full name of the host's FormattedValue, which moved between its generations.</param>
    /// <exception cref="InvalidInputException">The package has no executable for this machine.</exception>
    public static string Registration(string formattedValue)
    {
        var start = new ProcessStartInfo(Executable(), ["magics"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in Variables())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var magics = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? PolyglotRegistration.Write(JsonSerializer.Deserialize<List<MagicDescription>>(magics, JsonSerializerOptions.Web)!, formattedValue)
            : throw new InvalidInputException("the Workbench's executable must start", start.FileName, null, errors.GetAwaiter().GetResult().Trim());
    }

    /// <summary>Runs a magic of a cell.</summary>
    /// <param name="magic">Its name, without the mark.</param>
    /// <param name="cell">The cell, as an object: when it has the magic twice, the first call is the first of them.</param>
    /// <param name="code">The cell's text.</param>
    /// <param name="show">Shows forms of a value by MIME type, under an id; true replaces what was shown under it.</param>
    /// <param name="print">Prints text; true as an error.</param>
    /// <param name="variable">What a variable of C# holds; null when there is none.</param>
    /// <param name="cancellation">Interrupts it.</param>
    /// <exception cref="InvalidInputException">What was asked for cannot be done; the message says why.</exception>
    public static async Task RunAsync(
        string magic, object cell, string code, Action<string, bool, IReadOnlyDictionary<string, string>> show, Action<string, bool> print,
        Func<string, object?> variable, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(code);
        var lines = code.Split('\n').Select(line => line.Trim()).Where(line => IsOf(line, magic)).ToList();
        var index = Seen.GetOrCreateValue(cell).Value++;
        if (index >= lines.Count)
            throw new InvalidInputException("the line of a magic must be found in its cell", $"#!{magic}", null, "Put it into a cell of its own.");
        await Turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _take = output => Show(output, show, print);
            var running = await StartedAsync(cancellation).ConfigureAwait(false);
            var ending = await running.RunAsync(++_count, new CellRequest(WithVariables(lines[index], variable)), Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
            if (ending.Kind == CellEndingKind.Interrupted)
                throw new OperationCanceledException(cancellation);
            if (!ending.Alive)
                await StopAsync().ConfigureAwait(false);
            if (ending.Outcome is not { Error: null })
                throw new InvalidInputException(ending.Outcome?.Error?.Value ?? $"the process that runs magics {ending.Words}");
        }
        finally
        {
            Turn.Release();
        }
    }

    private static bool IsOf(string line, string magic) =>
        line.StartsWith($"#!{magic}", StringComparison.Ordinal) && (line.Length == magic.Length + 2 || char.IsWhiteSpace(line[magic.Length + 2]));

    private static async Task<CellProcess> StartedAsync(CancellationToken cancellation)
    {
        if (_cells is { } running)
            return running;
        var command = new WorkerCommand(Executable(), ["cells"]);
        _cells = CellProcess.Start(command, Environment.CurrentDirectory, Variables(), TimeProvider.System, (_, output) => _take(output));
        if (await _cells.ReadyAsync(Patience, cancellation).ConfigureAwait(false))
            return _cells;
        var words = _cells.Words();
        await StopAsync().ConfigureAwait(false);
        throw new InvalidInputException("the process that runs magics must start", command.FileName, null, words);
    }

    /// <summary>Ends the process that runs magics; the next magic starts another. It ends with the host by itself.</summary>
    public static async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _cells, null) is { } running)
            await running.DisposeAsync().ConfigureAwait(false);
    }

    private static void Show(CellOutput output, Action<string, bool, IReadOnlyDictionary<string, string>> show, Action<string, bool> print)
    {
        switch (output)
        {
            case StreamOutput stream:
                print(stream.Text, stream.Stream == StandardStream.Error);
                break;
            case DisplayOutput display:
                show(display.DisplayId ?? Guid.NewGuid().ToString("N"), display.Update, Forms(display.Bundle));
                break;
            case ResultOutput result:
                show(Guid.NewGuid().ToString("N"), false, Forms(result.Bundle));
                break;
        }
    }

    private static Dictionary<string, string> Forms(MimeBundle bundle) =>
        bundle.Data.Where(form => form.Value is not null).ToDictionary(form => form.Key, form => form.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : form.Value!.ToJsonString());

    /// <summary>The texts of C# variables in the place of <c>@name</c>. One that is none is left: the magic says so.</summary>
    internal static string WithVariables(string line, Func<string, object?> variable) =>
        VariableName().Replace(line, name => TextOf(variable(name.Groups[1].Value)) ?? name.Value);

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        string text => text.Any(char.IsWhiteSpace) ? $"'{text}'" : text,
        bool truth => truth ? "true" : "false",
        IEnumerable items when items.Cast<object?>().Select(TextOf).ToList() is var texts => texts.Contains(null) ? null : string.Join(',', texts),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    [GeneratedRegex(@"(?<=^|[\s=,:{])@([A-Za-z_]\w*)")]
    private static partial Regex VariableName();

    /// <summary>tools/net10.0/RID/workbench-cli of the package that this assembly lies in: lib/net10.0.</summary>
    private static string Executable()
    {
        var folder = Path.GetDirectoryName(typeof(PolyglotHost).Assembly.Location)!;
        var tools = Path.GetFullPath(Path.Combine(folder, "..", "..", "tools", "net10.0"));
        var executable = Path.Combine(tools, "linux-x64", "workbench-cli");
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 || !File.Exists(executable))
        {
            throw new InvalidInputException("the Workbench's package has an executable for this machine", $"{RuntimeInformation.RuntimeIdentifier}, {tools}",
                Directory.Exists(tools) ? string.Join(", ", Directory.EnumerateDirectories(tools).Select(Path.GetFileName)) : "linux-x64",
                "Use the Workbench's own Jupyter kernel: workbench jupyter install");
        }
        // Packages do not keep who may execute a file.
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(executable, File.GetUnixFileMode(executable) | UnixFileMode.UserExecute);
        return executable;
    }

    /// <summary>The executable runs on the runtime of the host, wherever that was installed.</summary>
    private static Dictionary<string, string> Variables() => new()
    {
        ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
    };
}
