using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace Workbench.Kernels.Runtime;

/// <summary>Build configuration of the loaded libtorch: its math libraries, and the instruction sets that its kernels use on this
/// processor.</summary>
/// <param name="Lines">The lines of libtorch's configuration text; empty when it is unavailable.</param>
public sealed record TorchConfiguration(IReadOnlyList<string> Lines)
{
    // sizeof(std::string) in GCC's C++ library: a pointer to the characters, their number, and a buffer of 16 bytes for short strings.
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

    /// <summary>"MKL 2024.2, oneDNN 3.7.1"; empty when unavailable.</summary>
    public string MathLibraries =>
        string.Join(
            ", ",
            new[] { Named("Math Kernel Library Version ", "MKL"), Named("MKL-DNN v", "oneDNN") }.Where(part => part.Length > 0)
        );

    /// <summary>The instruction sets of libtorch's own kernels on this processor: "AVX512"; empty when unavailable.</summary>
    public string Capability => After("CPU capability usage: ");

    /// <summary>Reads the configuration. Loads libtorch.</summary>
    /// <exception cref="TorchRuntimeException">libtorch cannot be loaded.</exception>
    public static unsafe TorchConfiguration Read()
    {
        // The mangled name of std::string at::show_config(), which TorchSharp does not bind.
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
