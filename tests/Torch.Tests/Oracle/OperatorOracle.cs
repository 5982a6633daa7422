using System.Diagnostics;
using System.Text.Json;

namespace Torch.Tests.Oracle;

/// <summary>What PyTorch says of every case, from one Python process.</summary>
public sealed class OperatorOracle
{
    public sealed record Value(long[] Shape, string Type, JsonElement[] Data);

    public sealed record Answer(Value[]? Outputs, Value?[]? Gradients, string? Error);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public OperatorOracle() => Answers = Ask();

    public IReadOnlyDictionary<string, Answer> Answers { get; }

    private static Dictionary<string, Answer> Ask()
    {
        // Debian's python3-torch, and not whichever Python stands first on the PATH.
        var start = new ProcessStartInfo("/usr/bin/python3", [Script()]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var python = Process.Start(start)!;
        var cases = OperatorTable.Cases.Select(test => new { test.Name, test.Code, Inputs = test.Inputs.Select(input => new { input.Kind, input.Shape, input.Data }) });
        python.StandardInput.Write(JsonSerializer.Serialize(new { cases }, Json));
        python.StandardInput.Close();
        var answers = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, "The oracle failed: is python3-torch installed? (apt-get install python3-torch)");
        return JsonSerializer.Deserialize<Dictionary<string, Answer>>(answers, Json)!;
    }

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Workbench.sln")))
                return Path.Combine(folder.FullName, "tests", "oracles", "torch_operators.py");
        throw new InvalidOperationException("The tests run inside the repository.");
    }
}
