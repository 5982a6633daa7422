using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Scripting;

namespace Workbench.Notebook.Tests.Scripting;

public class CompilerWarmUpTests
{
    [Fact]
    public async Task It_begins_once_and_ends()
    {
        var first = CompilerWarmUp.Begin(NotebookImports.All);
        Assert.Same(first, CompilerWarmUp.Begin(NotebookImports.All));
        await first.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }
}
