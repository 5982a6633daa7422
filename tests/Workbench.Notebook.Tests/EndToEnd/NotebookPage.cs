using Microsoft.Playwright;

namespace Workbench.Notebook.Tests.EndToEnd;

/// <summary>A notebook that is open in Jupyter Notebook 6, used as a person does: menus, toolbar, keys.</summary>
internal sealed class NotebookPage(BrowserPage opened) : IAsyncDisposable
{
    private const string CodeCells = "Jupyter.notebook.get_cells().filter(cell => cell.cell_type === 'code')";

    // Studies run in here, on machines that may be busy.
    private static readonly PageWaitForFunctionOptions Patience = new() { Timeout = 300_000 };

    public IPage Page => opened.Page;

    public async Task KernelIsReadyAsync() =>
        await Page.WaitForFunctionAsync(
            "() => window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected() && "
                + "Jupyter.notebook.kernel.info_reply.implementation",
            null,
            Patience
        );

    /// <summary>The kernel's name as the page shows it.</summary>
    public async Task<string> KernelNameAsync() => (await Page.InnerTextAsync("#kernel_indicator .kernel_indicator_name")).Trim();

    /// <summary>Whether a dialog stands before the notebook, as it does where a kernel has to be chosen.</summary>
    public async Task<bool> AsksAsync() => await Page.Locator(".modal.in").CountAsync() > 0;

    /// <summary>Cell, Run All; ends when every cell has its number.</summary>
    public async Task RunAllAsync()
    {
        await Page.ClickAsync("#celllink");
        await Page.ClickAsync("#run_all_cells > a");
        await Page.WaitForFunctionAsync($"() => {CodeCells}.every(cell => typeof cell.input_prompt_number === 'number')", null, Patience);
        await IdleAsync();
    }

    /// <summary>Selects a code cell and clicks "Run"; does not wait.</summary>
    /// <param name="index">Among the code cells, from 0.</param>
    public async Task StartAsync(int index)
    {
        await SelectAsync(index);
        await Page.ClickAsync("button[data-jupyter-action='jupyter-notebook:run-cell-and-select-next']");
        await Page.WaitForFunctionAsync(
            $"i => {CodeCells}[i].input_prompt_number === '*' || typeof {CodeCells}[i].input_prompt_number === 'number'",
            index,
            Patience
        );
    }

    /// <summary>Runs one code cell to its end.</summary>
    public async Task RunAsync(int index)
    {
        await StartAsync(index);
        await EndAsync(index);
    }

    public async Task EndAsync(int index)
    {
        await Page.WaitForFunctionAsync($"i => typeof {CodeCells}[i].input_prompt_number === 'number'", index, Patience);
        await IdleAsync();
    }

    /// <summary>Writes into a code cell with the keyboard, in the place of what stands there.</summary>
    public async Task TypeAsync(int index, string text)
    {
        await Code(index).Locator(".CodeMirror").ClickAsync();
        await Page.Keyboard.PressAsync("Control+A");
        await Page.Keyboard.TypeAsync(text);
    }

    /// <summary>The names in the list that Tab opens.</summary>
    public async Task<IReadOnlyList<string>> CompletionsAsync()
    {
        await Page.Keyboard.PressAsync("Tab");
        await Page.WaitForSelectorAsync(
            "#complete option, .completions option",
            new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached }
        );
        return await Page.Locator(".completions option").AllInnerTextsAsync();
    }

    public async Task<string> SourceAsync(int index) => await Page.EvaluateAsync<string>($"i => {CodeCells}[i].get_text()", index);

    /// <summary>What stands below a code cell.</summary>
    public async Task<string> OutputAsync(int index) => await Code(index).Locator(".output_wrapper").InnerTextAsync();

    /// <summary>Waits until what stands below a code cell contains a text.</summary>
    public async Task ShowsAsync(int index, string text) =>
        await Page.WaitForFunctionAsync(
            "wanted => document.querySelectorAll('.code_cell')[wanted.index].querySelector('.output_wrapper').innerText.includes(wanted.text)",
            new { index, text },
            Patience
        );

    public ILocator Code(int index) => Page.Locator(".code_cell").Nth(index);

    public async Task<int> CountAsync() => await Page.EvaluateAsync<int>($"{CodeCells}.length");

    /// <summary>The square of the toolbar.</summary>
    public async Task InterruptAsync() => await Page.ClickAsync("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']");

    /// <summary>The disk of the toolbar; ends when the server has it.</summary>
    public async Task SaveAsync() =>
        await Page.RunAndWaitForResponseAsync(
            () => Page.ClickAsync("button[data-jupyter-action='jupyter-notebook:save-notebook']"),
            response => response.Request.Method == "PUT" && response.Ok
        );

    /// <summary>Waits for the figures and scrolls through them; each must be seen with lines in it, as a reader would.</summary>
    public async Task<IReadOnlyList<DrawnFigure>> SeenFiguresAsync() => await SeenFiguresAsync(opened);

    /// <inheritdoc cref="SeenFiguresAsync()"/>
    public static async Task<IReadOnlyList<DrawnFigure>> SeenFiguresAsync(BrowserPage opened)
    {
        var figures = await opened.FiguresAsync(await opened.Page.Locator("workbench-figure").CountAsync());
        for (var i = 0; i < figures.Count; i++)
        {
            var drawing = opened.Page.Locator("workbench-figure").Nth(i).Locator("svg.main-svg").First;
            await drawing.ScrollIntoViewIfNeededAsync();
            Assert.True(await drawing.IsVisibleAsync(), figures[i].Title);
        }
        Assert.All(
            figures,
            figure => Assert.True(figure is { Traces: > 0, Surfaces: > 0, Width: > 300, Height: > 150, Fallback: false }, figure.ToString())
        );
        return figures;
    }

    /// <summary>
    /// Keeps a picture of the whole notebook when a person wants to look; the notebook scrolls by itself, so the window is made as high as
    /// it is.
    /// </summary>
    public async Task LookAsync(string name)
    {
        var height = await Page.EvaluateAsync<int>("document.getElementById('notebook-container').scrollHeight");
        await Page.SetViewportSizeAsync(1200, Math.Min(height + 200, 12_000));
        await opened.LookAsync(name);
        await Page.SetViewportSizeAsync(1200, 900);
    }

    public ValueTask DisposeAsync() => opened.DisposeAsync();

    private async Task SelectAsync(int index)
    {
        await Code(index).Locator(".prompt_container").ClickAsync();
        Assert.Equal(index, await Page.EvaluateAsync<int>($"{CodeCells}.indexOf(Jupyter.notebook.get_selected_cell())"));
    }

    private async Task IdleAsync() => await Page.WaitForFunctionAsync("() => !document.querySelector('.kernel_busy_icon')", null, Patience);
}
