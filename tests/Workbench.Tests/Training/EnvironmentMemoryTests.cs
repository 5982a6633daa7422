using Workbench.Training;

namespace Workbench.Tests.Training;

/// <summary>The environment that is known without libtorch.</summary>
public sealed class EnvironmentMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_environment_of_this_machine_is_remembered_until_something_it_depends_on_changes()
    {
        var memory = new EnvironmentMemory(_folder.File("cache"));
        Assert.Null(memory.Recall());
        var here = RunEnvironment.Current();
        memory.Keep(here);
        Assert.Equal(here.Hash, memory.Recall()!.Hash);
        Assert.Equal(here.Kernels, memory.Recall()!.Kernels);

        var file = _folder.File("cache/environment.json");
        var text = File.ReadAllText(file);
        File.WriteAllText(
            file,
            text.Replace(System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription, ".NET 9", StringComparison.Ordinal)
        );
        Assert.Null(memory.Recall());
        File.WriteAllText(file, text[..20]);
        Assert.Null(memory.Recall());
        // A file that someone else is writing in a way that forbids to read it.
        using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Null(memory.Recall());
        memory.Keep(here);
        Assert.Equal(here.Hash, memory.Recall()!.Hash);
    }

    [Fact]
    public void Where_nothing_can_be_written_nothing_is_remembered()
    {
        _folder.Write("cache", "a file");
        var memory = new EnvironmentMemory(_folder.File("cache"));
        memory.Keep(RunEnvironment.Current());
        Assert.Null(memory.Recall());
    }
}
