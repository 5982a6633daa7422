using Workbench.Kernels.Runtime;

namespace Workbench.Kernels.Tests.Runtime;

public class TorchRuntimeTests
{
    private const string Refusal =
        "Unable to load shared library '/opt/app/libtorch_cpu.so' or one of its dependencies. In order to help diagnose loading "
        + "problems, …\n"
        + "/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by /opt/app/libtorch_cpu.so)\n";

    [Fact]
    public void A_library_that_the_system_refuses_is_named_with_the_cause_and_the_next_step() =>
        Assert.Equal(
            "/opt/app/libtorch_cpu.so does not load: /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.29' not found "
                + "(required by /opt/app/libtorch_cpu.so). "
                + "Next step: this system's C++ library (libstdc++) is older than GLIBCXX_3.4.29: use Debian 12, Ubuntu 22.04 or "
                + "later, or install a newer one "
                + "(Debian: apt-get install libstdc++6 of a later release).",
            TorchRuntime.Explained("/opt/app/libtorch_cpu.so", new DllNotFoundException(Refusal)).Message
        );

    [Theory]
    [InlineData("version `GLIBC_2.38' not found", "C library (glibc)")]
    [InlineData(
        "libgomp-98b21ff3.so.1: cannot open shared object file: No such file or directory",
        "install the library libgomp-98b21ff3.so.1"
    )]
    [InlineData("invalid ELF header", "restore the packages TorchSharp and libtorch again")]
    public void Other_causes_have_remedies_of_their_own(string said, string remedy) =>
        Assert.Contains(remedy, TorchRuntime.Explained("/opt/app/lib.so", new DllNotFoundException(said)).Message);

    [Fact]
    public void The_libtorch_is_the_one_that_is_looked_for()
    {
        TorchRuntime.Load();
        Assert.StartsWith(TorchFolders.LibtorchVersion, global::TorchSharp.torch.__version__);
        Assert.NotEqual(0, TorchRuntime.LibraryOf("torch_cpu"));
        Assert.Equal(0, TorchRuntime.LibraryOf("no_such_library"));
    }

    [Fact]
    public void Libtorch_says_what_it_was_built_with()
    {
        var configuration = TorchConfiguration.Read();
        Assert.Matches(@"^MKL \d+\.\d+.*, oneDNN \d+\.\d+", configuration.MathLibraries);
        Assert.Contains(configuration.Capability, (string[])["DEFAULT", "AVX2", "AVX512", "AMX", "AVX512_VNNI"]);
        Assert.StartsWith("TorchSharp 0.107.0, libtorch 2.10.0", configuration.Summary);
    }
}

public class ElfVersionsTests
{
    private static byte[] Shipped() => File.ReadAllBytes(TorchFolders.Find("libLibTorchSharp.so")!);

    [Fact]
    public void A_version_that_no_relocation_uses_becomes_weak_and_nothing_else_changes()
    {
        var image = Shipped();
        var before = image.ToArray();
        Assert.True(ElfVersions.MakeUnusedVersionWeak(image, "GLIBCXX_3.4.32"));
        var changed = Enumerable.Range(0, image.Length).Where(at => image[at] != before[at]).ToArray();
        // The flags of one entry: 0 becomes 2.
        Assert.Equal((byte)2, image[Assert.Single(changed)]);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.21")] // used
    [InlineData("GLIBCXX_9.9.9")] // not named
    public void Other_versions_stay(string version)
    {
        var image = Shipped();
        var before = image.ToArray();
        Assert.False(ElfVersions.MakeUnusedVersionWeak(image, version));
        Assert.Equal(before, image);
    }

    [Fact]
    public void What_is_no_library_stays()
    {
        byte[] text = [.. "no library at all, but long enough to be read as one if nobody looked at its first bytes"u8];
        Assert.False(ElfVersions.MakeUnusedVersionWeak(text, "GLIBCXX_3.4.32"));
    }
}
