using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Jupyter;

namespace Workbench.Notebook.Tests.Renderers;

/// <summary>A notebook's page, fed with the messages of a session.</summary>
internal sealed class FrontEndPage(BrowserPage opened) : IAsyncDisposable
{
    // Of each figure that is drawn: by whom, and what a reader sees of it.
    private const string Plots = """
        () => [...document.querySelectorAll('.js-plotly-plot')].filter(p => p.querySelector('.main-svg')).map(p => {
          const box = p.querySelector('.main-svg').getBoundingClientRect(), plot = (p.querySelector('.nsewdrag') || p).getBoundingClientRect();
          return { title: (p.querySelector('.gtitle') || {}).textContent || '', ours: !!p.closest('workbench-figure'), names: p.data.map(t => t.name || ''),
            visible: p.checkVisibility() && box.width > 0 && box.height > 0, width: box.width, height: box.height, plotWidth: plot.width,
            paper: getComputedStyle(p.querySelector('.main-svg')).backgroundColor, ink: getComputedStyle(p.querySelector('.xtick text, .ytick text') || p).fill };
        })
        """;

    private readonly DisplaySession _session = new(FigureFormatters.Scripts);
    private readonly Queue<(string Cell, CellOutput Output)> _pending = [];

    public BrowserPage Opened => opened;

    public IPage Page => opened.Page;

    /// <summary>A cell that begins to run: the front end as the interpreter sees it.</summary>
    public ICellFrontEnd Cell(string id) => _session.FrontEndFor(new CellRequest($"code of {id}", id), new Relay(this, id));

    /// <summary>Hands on what the cells have said.</summary>
    public async Task ShowAsync()
    {
        while (_pending.TryDequeue(out var pending))
        {
            var (type, content) = pending.Output switch
            {
                DisplayOutput display => (display.Update ? "update_display_data" : "display_data", MessageContents.Display(display)),
                ResultOutput result => ("execute_result", MessageContents.Result(result)),
                _ => throw new InvalidOperationException($"no message for {pending.Output.GetType().Name}"),
            };
            await Page.EvaluateAsync(
                "([cell, type, content]) => frontEnd.send(cell, type, JSON.parse(content))",
                new[] { pending.Cell, type, Encoding.UTF8.GetString(content) }
            );
        }
    }

    /// <summary>Waits until the figures that can be seen have these titles, in the order of the page.</summary>
    public async Task<IReadOnlyList<Plot>> SeesAsync(params string[] titles)
    {
        await ShowAsync();
        await Page.WaitForFunctionAsync(
            $"titles => JSON.stringify(({Plots})().filter(p => p.visible).map(p => p.title)) === JSON.stringify(titles)",
            titles
        );
        return (await Page.EvaluateAsync<JsonElement>(Plots)).Deserialize<List<Plot>>(JsonSerializerOptions.Web)!;
    }

    public ValueTask DisposeAsync() => opened.DisposeAsync();

    private sealed class Relay(FrontEndPage page, string cell) : ICellFrontEnd
    {
        public void Send(CellOutput output) => page._pending.Enqueue((cell, output));

        public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
            throw new InvalidInputException("this front end takes no input");
    }
}

/// <summary>A figure on a page.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Ours">Whether it is drawn from its HTML, by the plotly.js that the notebook carries.</param>
/// <param name="Names">Its traces.</param>
/// <param name="Visible">Whether a reader sees it.</param>
/// <param name="Width">CSS pixels.</param>
/// <param name="Height">CSS pixels.</param>
/// <param name="PlotWidth">Of the area inside the axes.</param>
/// <param name="Paper">The colour under it.</param>
/// <param name="Ink">The colour of the ticks' labels.</param>
internal sealed record Plot(
    string Title,
    bool Ours,
    IReadOnlyList<string> Names,
    bool Visible,
    double Width,
    double Height,
    double PlotWidth,
    string Paper,
    string Ink
);
