using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace Workbench.Kernels.Runtime;

/// <summary>What the loaded libtorch was built with: its math libraries, and the instruction sets that its own kernels use here.</summary>
/// <param name="Lines">libtorch's own words, a line each; empty where it does not say.</param>
public sealed record TorchConfiguration(IReadOnlyList<string> Lines)
{
    // A std::string of GCC's C++ library: where its characters are, how many there are, and 16 bytes of short ones.
    private const int StringBytes = 32;

    /// <summary>TorchSharp, libtorch and its math libraries in one line.</summary>
    public string Summary =>
        string.Join(
            ", ",
            new[]
            {
                $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}",
                $"libtorch {torch.__version__}",
                MathLibraries,
            }.Where(part => part.Length > 0)
        );

    /// <summary>"MKL 2024.2, oneDNN 3.7.1"; empty where libtorch does not say.</summary>
    public string MathLibraries =>
        string.Join(
            ", ",
            new[] { Named("Math Kernel Library Version ", "MKL"), Named("MKL-DNN v", "oneDNN") }.Where(part => part.Length > 0)
        );

    /// <summary>The instruction sets of libtorch's own kernels on this processor: "AVX512"; empty where libtorch does not say.</summary>
    public string Capability => After("CPU capability usage: ");

    /// <summary>Reads it. Loads libtorch.</summary>
    /// <exception cref="TorchRuntimeException">libtorch cannot be loaded.</exception>
    public static unsafe TorchConfiguration Read()
    {
        // std::string at::show_config(), as GCC names it: TorchSharp does not bind it.
        var library = TorchRuntime.LibraryOf("torch_cpu");
        if (
            !OperatingSystem.IsLinux()
            || RuntimeInformation.ProcessArchitecture != Architecture.X64
            || library == 0
            || !NativeLibrary.TryGetExport(library, "_ZN2at11show_configB5cxx11Ev", out var address)
        )
            return new([]);
        var text = stackalloc byte[StringBytes];
        ((delegate* unmanaged<byte*, byte*>)address)(text);
        var words = Encoding.UTF8.GetString(*(byte**)text, checked((int)*(long*)(text + sizeof(nint))));
        return new([.. words.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimStart(' ', '-').TrimEnd())]);
    }

    private string Named(string before, string name) =>
        After(before) is { Length: > 0 } version ? $"{name} {version.Split(' ', '-')[0]}" : "";

    private string After(string words) =>
        Lines.FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(words, StringComparison.Ordinal) + words.Length)..]
            : "";
}
