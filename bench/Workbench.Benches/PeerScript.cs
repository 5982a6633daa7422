using System.Diagnostics;
using System.Text.Json;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>A script in <c>bench/</c> that does with a peer what a bench does here.</summary>
/// <param name="Python">Debian's python3, which its packages belong to; a python3 earlier on the PATH may not have them.</param>
/// <param name="Script">The script.</param>
/// <param name="Packages">The packages that it needs.</param>
internal sealed record PeerScript(string Python, string Script, string Packages)
{
    // What would change PyTorch's own choice of threads and BLAS: the peer runs as it comes, whatever the user's shell sets.
    private static readonly string[] Tuning =
    [
        "OMP_NUM_THREADS",
        "OMP_WAIT_POLICY",
        "MKL_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "OPENBLAS_CORETYPE",
        "OPENBLAS_L2_SIZE",
    ];

    public static PeerScript In(HostEnvironment host, string name, string packages)
    {
        var script = Path.Combine(host.Repository ?? host.CurrentFolder, "bench", name);
        return File.Exists(script)
            ? new PeerScript("/usr/bin/python3", script, packages)
            : throw new InvalidInputException(
                "benches are run from a clone, where their peers' scripts are",
                script,
                null,
                "Start them as ./workbench bench in the clone."
            );
    }

    /// <summary>Runs the script and reads one number of the JSON that it prints.</summary>
    public async Task<double> Measure(string key, CancellationToken cancellation, params IReadOnlyList<string> arguments) =>
        (await Run(cancellation, arguments).ConfigureAwait(false)).GetProperty(key).GetDouble();

    /// <summary>Runs the script and reads the JSON that it prints.</summary>
    /// <exception cref="InvalidInputException">It failed: what it said last is the reason.</exception>
    public async Task<JsonElement> Run(CancellationToken cancellation, params IReadOnlyList<string> arguments)
    {
        var end = await Programs.RunAsync(Command(arguments), cancellation).ConfigureAwait(false);
        if (end.Code != 0)
            throw Failed(end.Error);
        using var document = JsonDocument.Parse(end.Output);
        return document.RootElement.Clone();
    }

    /// <summary>How the script is started.</summary>
    private ProcessStartInfo Command(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Python, [Script, .. arguments]);
        foreach (var name in Tuning)
            start.Environment.Remove(name);
        return start;
    }

    /// <summary>What is thrown when it failed: what it said last is the reason.</summary>
    private InvalidInputException Failed(string said) =>
        new(
            $"the peer of this bench comes with {Packages}",
            said.Trim().Split('\n')[^1],
            null,
            $"If it is missing, install it: apt-get install {Packages}"
        );
}
