using Workbench.Notebook;
using Workbench.Notebook.Display;
using static Workbench.Notebook.Display.DisplayFunctions;

namespace Workbench.Notebook.Tests.Display;

/// <summary>display and its kin, as cells call them.</summary>
public sealed class DisplayFunctionsTests
{
    private readonly RecordingFrontEnd _host = new();
    private readonly DisplaySession _session = new(ScriptLibrary.Empty);

    [Fact]
    public async Task What_is_shown_is_updated_in_place_from_its_cell_a_task_and_a_later_cell()
    {
        DisplayHandle? handle = null;
        await InCell(async () =>
        {
            handle = display("one");
            handle.Update("two");
            await Task.Run(() => handle.Update("three"), TestContext.Current.CancellationToken);
        });
        await InCell(() =>
        {
            update_display("four", handle!.Id);
            return Task.CompletedTask;
        });
        Assert.Equal(
            ["one", "two", "three", "four"],
            _host.Outputs.Cast<DisplayOutput>().Select(output => output.Bundle.Text("text/plain"))
        );
        Assert.Equal([false, true, true, true], _host.Outputs.Cast<DisplayOutput>().Select(output => output.Update));
        Assert.Single(_host.Outputs.Cast<DisplayOutput>().Select(output => output.DisplayId).Distinct());
    }

    [Fact]
    public async Task An_id_of_ones_own_names_the_display()
    {
        await InCell(() =>
        {
            Assert.Equal("mine", display_as("x", "mine").Id);
            update_display("y", "mine");
            Assert.StartsWith(
                "an updated display must have been shown",
                Assert.Throws<InvalidInputException>(() => update_display("y", "lost")).Message
            );
            Assert.StartsWith("a display id must not be empty", Assert.Throws<InvalidInputException>(() => display_as("y", " ")).Message);
            return Task.CompletedTask;
        });
        Assert.Equal(["mine", "mine"], _host.Outputs.Cast<DisplayOutput>().Select(output => output.DisplayId));
    }

    [Fact]
    public async Task Forms_that_are_asked_for_are_shown()
    {
        await InCell(() =>
        {
            display(HTML("<b>x</b>"));
            // By their class: .NET Interactive, which these tests refer to, has methods of the same names in System.
            Workbench.Notebook.Display.DisplayExtensions.DisplayAs("<i>y</i>", "text/html");
            Workbench.Notebook.Display.DisplayExtensions.Display(3, "application/json");
            clear_output(wait: true);
            return Task.CompletedTask;
        });
        Assert.Equal(["<b>x</b>", "<i>y</i>", ""], _host.Html);
        Assert.Equal(3, (int)((DisplayOutput)_host.Outputs[2]).Bundle.Data["application/json"]!);
        Assert.Equal(new ClearOutput(true), _host.Outputs[3]);
    }

    [Fact]
    public void Outside_of_a_cell_there_is_nowhere_to_show_it() =>
        Assert.Equal(
            "only a running notebook cell can show a value. Print it, or call this in a cell or in a task that a cell started.",
            Assert.Throws<InvalidInputException>(() => display(1)).Message
        );

    private Task InCell(Func<Task> code) =>
        Task.Run(async () =>
        {
            var request = new CellRequest("code");
            new CellContext(request, _session.FrontEndFor(request, _host), TestContext.Current.CancellationToken).Enter();
            await code();
        });
}
