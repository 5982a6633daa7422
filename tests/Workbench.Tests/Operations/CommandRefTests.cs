using Workbench.Operations;

namespace Workbench.Tests.Operations;

/// <summary>Texts name commands as they are typed where the text is read.</summary>
public sealed class CommandRefTests : IDisposable
{
    private readonly Shell _shell = new();

    private IDisposable Cell() =>
        new OperationScope(_shell.HostEnvironment, new Told(), TestContext.Current.CancellationToken)
        {
            Surface = CommandSurface.Notebook(name => name is "runs"),
        }.Enter();

    [Fact]
    public void A_shell_reads_the_launcher() => Assert.Equal("see ./workbench runs list", $"see {new CommandRef("runs list")}");

    [Fact]
    public async Task A_cell_reads_its_magic_wherever_the_text_is_made()
    {
        using (Cell())
        {
            Assert.Equal("#!runs list", new CommandRef("runs list").ToString());
            Assert.Equal("#!runs list", await Task.Run(() => $"{new CommandRef("runs list")}", TestContext.Current.CancellationToken));
        }
        Assert.Equal("./workbench runs list", new CommandRef("runs list").ToString());
    }

    [Fact]
    public void What_is_no_magic_is_typed_in_a_shell()
    {
        using var cell = Cell();
        Assert.Equal("./workbench jupyter install", new CommandRef("jupyter install").ToString());
    }

    public void Dispose() => _shell.Dispose();
}
