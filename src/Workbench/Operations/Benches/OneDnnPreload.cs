using System.Diagnostics;

namespace Workbench.Operations.Benches;

/// <summary>Builds the library that serves PyTorch's BLAS calls by oneDNN (bench/blas_onednn.c).</summary>
internal static class OneDnnPreload
{
    /// <summary>Compiles it.</summary>
    /// <param name="source">The C file.</param>
    /// <param name="folder">Where the library goes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The library's path.</returns>
    /// <exception cref="InvalidInputException">There is no compiler or no oneDNN: what the compiler said is the reason.</exception>
    public static async Task<string> Build(string source, string folder, CancellationToken cancellation)
    {
        var library = Path.Combine(folder, "libblas_onednn.so");
        var start = new ProcessStartInfo("gcc", ["-O2", "-shared", "-fPIC", source, "-o", library, "-ldnnl"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using var compiler = Process.Start(start)!;
            var said = await compiler.StandardError.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await compiler.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return compiler.ExitCode == 0 ? library : throw Refused(said.Trim().Split('\n')[0]);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw Refused(missing.Message);
        }
    }

    private static InvalidInputException Refused(string said) => new(
        "PyTorch on oneDNN, a peer of this bench, is made with gcc and libdnnl-dev", said, null, "If one is missing, install it: apt-get install gcc libdnnl-dev");
}
