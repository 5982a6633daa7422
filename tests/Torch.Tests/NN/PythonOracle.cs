using System.Diagnostics;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Torch.Tests.NN;

/// <summary>Runs a script of tests/oracles with Debian's python3-torch and reads the tensors that it wrote.</summary>
internal sealed class PythonOracle : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly string _folder = Directory.CreateTempSubdirectory("oracle").FullName;

    internal PythonOracle(string script)
    {
        var start = new ProcessStartInfo(Python) { RedirectStandardError = true, ArgumentList = { Path.Combine(Root(), "tests", "oracles", script), _folder } };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    internal string File(string name) => Path.Combine(_folder, name);

    internal Dictionary<string, Tensor> Read(string name) => ReadFile(File(name + ".bin"));

    /// <summary>Reads a file as Module.save writes it, without a module.</summary>
    internal static Dictionary<string, Tensor> ReadFile(string path)
    {
        using var reader = new BinaryReader(System.IO.File.OpenRead(path));
        var tensors = new Dictionary<string, Tensor>();
        for (var left = reader.Decode(); left > 0; left--) tensors.Add(reader.ReadString(), TensorExtensionMethods.Load(reader));
        Assert.Equal(reader.BaseStream.Length, reader.BaseStream.Position);
        return tensors;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Workbench.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run from a build inside the repository.");
    }
}
