using Workbench.Ablation;
using Workbench.Operations;
using Workbench.Operations.Benches;

namespace Workbench.Tests.Operations.Benches;

public sealed class PeersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private PeerScript Script(string text)
    {
        Directory.CreateDirectory(_folder.File("bench"));
        _folder.Write(Path.Combine("bench", "peer.py"), text);
        return PeerScript.In(At(_folder.Path), "peer.py", "python3-torch");
    }

    internal static Surroundings At(string folder) =>
        new(new XdgFolders(folder, folder, folder), TimeProvider.System, folder, _ => null, new WorkerCommand("worker", []), folder);

    [Fact]
    public void Every_setting_has_its_threads_and_its_BLAS()
    {
        var settings = PeerSetting.All([1, 2], "/some/library.so");
        Assert.Equal(
            ["default BLAS, 1 thread", "default BLAS, 2 threads", "OPENBLAS_CORETYPE=SkylakeX, 1 thread", "OPENBLAS_CORETYPE=SkylakeX, 2 threads", "BLAS by dnnl_sgemm, 1 thread", "BLAS by dnnl_sgemm, 2 threads"],
            settings.Select(one => one.Name));
        Assert.Equal(["1", "2", "1", "2", "1", "2"], settings.Select(one => one.Environment["OMP_NUM_THREADS"]));
        Assert.Equal("SkylakeX", settings[2].Environment["OPENBLAS_CORETYPE"]);
        Assert.Equal("/some/library.so", settings[5].Environment["LD_PRELOAD"]);
        Assert.Equal([PeerSetting.Plain, PeerSetting.OneDnn], settings.Select(one => one.Side).Distinct());
        Assert.Equal(2, PeerSetting.All([1], null).Count);
    }

    [Fact]
    public async Task Each_setting_is_a_process_that_answers_until_it_is_disposed()
    {
        var script = Script(
            """
            import json, os, sys
            for line in sys.stdin:
                print(json.dumps({"asked": len(json.loads(line)), "threads": int(os.environ["OMP_NUM_THREADS"]), "process": os.getpid(), "torch": "1.2"}), flush=True)
            """);
        var settings = PeerSetting.All([1, 2], null);
        using var peers = new Peers(script, settings);
        Assert.Equal(3, await peers.Ask(settings[0], "asked", ["work", 1, "two"], TestContext.Current.CancellationToken));
        Assert.Equal(2, await peers.Ask(settings[1], "threads", ["work"], TestContext.Current.CancellationToken));
        Assert.Equal("1.2", peers.Version);
        var first = await peers.Ask(settings[0], "process", ["work"], TestContext.Current.CancellationToken);
        Assert.Equal(first, await peers.Ask(settings[0], "process", ["work"], TestContext.Current.CancellationToken));
        Assert.NotEqual(first, await peers.Ask(settings[1], "process", ["work"], TestContext.Current.CancellationToken));
        peers.Dispose();
        Assert.False(Directory.Exists($"/proc/{first}"));
    }

    [Fact]
    public async Task A_peer_that_fails_says_why()
    {
        using var peers = new Peers(Script("import a_module_that_is_not_there\n"), PeerSetting.All([1], null));
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => peers.Ask(peers.Settings[0], "seconds", ["work"], TestContext.Current.CancellationToken));
        Assert.Equal("the peer of this bench comes with python3-torch (got ModuleNotFoundError: No module named 'a_module_that_is_not_there'). If it is missing, install it: apt-get install python3-torch", refused.Message);
    }

    [Fact]
    public async Task A_preload_that_cannot_be_built_is_refused_with_the_compilers_words()
    {
        var source = _folder.Write("wrong.c", "#include <a_header_that_is_not_there.h>\n");
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => OneDnnPreload.Build(source, _folder.Path, TestContext.Current.CancellationToken));
        Assert.Contains("a_header_that_is_not_there.h", refused.Message);
        Assert.Contains("apt-get install gcc libdnnl-dev", refused.Message);
    }

    [Fact]
    public async Task The_preload_takes_BLAS_products_to_oneDNN()
    {
        var library = await OneDnnPreload.Build(Clone.In("bench", "blas_onednn.c"), _folder.Path, TestContext.Current.CancellationToken);
        // Through Fortran's calling convention, as libtorch does: matrices by columns; 2 x 3 times 3 x 2, then the vectors with increments.
        var script = Script(
            """
            import ctypes, json, sys
            library = ctypes.CDLL(sys.argv[1])
            i, f = (lambda n: ctypes.byref(ctypes.c_int(n))), (lambda x: ctypes.byref(ctypes.c_float(x)))
            array = lambda *values: (ctypes.c_float * len(values))(*values)
            a, b, c = array(1, 4, 2, 5, 3, 6), array(1, 0, 1, 0, 1, 1), array(*[10.0] * 4)
            library.sgemm_(b"N", b"N", i(2), i(2), i(3), f(2), a, i(2), b, i(3), f(1), c, i(2))
            ct = array(*[0.0] * 4)
            library.sgemm_(b"T", b"T", i(2), i(2), i(3), f(1), array(1, 2, 3, 4, 5, 6), i(3), array(1, 0, 0, 1, 1, 1), i(2), f(0), ct, i(2))
            y = array(1, -1, 1, -1)
            library.sgemv_(b"N", i(2), i(3), f(1), a, i(2), array(1, 9, 1, 9, 1), i(2), f(1), y, i(2))
            z = array(0, 0, 0)
            library.sgemv_(b"t", i(2), i(3), f(1), a, i(2), array(1, 1), i(1), f(0), z, i(1))
            print(json.dumps({"c": list(c), "ct": list(ct), "y": list(y), "z": list(z), "products": ctypes.c_long.in_dll(library, "workbench_onednn_products").value}))
            """);
        var found = await script.Run(TestContext.Current.CancellationToken, library);
        Assert.Equal("""{"c": [18.0, 30.0, 20.0, 32.0], "ct": [4.0, 10.0, 5.0, 11.0], "y": [7.0, -1.0, 16.0, -1.0], "z": [5.0, 7.0, 9.0], "products": 4}""", found.GetRawText());
    }

    public void Dispose() => _folder.Dispose();
}
