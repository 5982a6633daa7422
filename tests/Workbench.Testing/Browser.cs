using System.Text.Json;
using Microsoft.Playwright;

namespace Workbench.Testing;

/// <summary>
/// A real browser, headless, for the tests of a class: Debian's Chromium, driven by Playwright; nothing is downloaded. Each page has a
/// context of its own,
/// sees no network but the loopback, and keeps every error that its scripts made. With WORKBENCH_SCREENSHOTS=folder,
/// <see cref="BrowserPage.LookAsync"/> keeps pictures.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    // Milliseconds: two cores that run every suite at once may keep a page waiting for long.
    private const float Patience = 180_000;

    private static readonly string[] Quiet =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Executable(),
                Args = Quiet,
                Headless = true,
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens an address.</summary>
    /// <param name="url">A file or something on the loopback.</param>
    /// <param name="dark">Whether the reader prefers dark pages.</param>
    /// <param name="width">The window's, CSS pixels.</param>
    public async Task<BrowserPage> OpenAsync(string url, bool dark = false, int width = 1200)
    {
        var context = await _browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            }
        );
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        var opened = new BrowserPage(context, page);
        await page.RouteAsync(address => !IsHere(address), route => route.AbortAsync());
        await page.GotoAsync(url);
        return opened;
    }

    /// <summary>Opens a page that is given as text, from a file as a reader would.</summary>
    public async Task<BrowserPage> OpenHtmlAsync(string html, bool dark = false, int width = 1200)
    {
        var folder = Directory.CreateTempSubdirectory("workbench-page-").FullName;
        var path = Path.Combine(folder, "page.html");
        await File.WriteAllTextAsync(path, html);
        var page = await OpenAsync(new Uri(path).AbsoluteUri, dark, width);
        page.OnClose(() => Directory.Delete(folder, recursive: true));
        return page;
    }

    private static bool IsHere(string address) =>
        new Uri(address) is var uri && (uri.Scheme is "file" or "data" or "blob" or "about" || uri.IsLoopback);

    private static string Executable() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException(
            "no Chromium on the PATH, and notebooks are tested in a real browser: ./workbench test installs it, or apt-get install chromium"
        );
}

/// <summary>An open page.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];
    private Action _close = () => { };

    internal BrowserPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _errors.Add(error);
        // What is kept from the network says so in the console; that is no fault of the page's scripts.
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _errors.Add(message.Text);
        };
    }

    /// <summary>Playwright's page, for everything else.</summary>
    public IPage Page { get; }

    /// <summary>Errors of the page's scripts so far.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Waits until so many figures of the Workbench are drawn, and says what they look like, in the order of the page.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="frame">The frame they stand in; null for the page itself.</param>
    public async Task<IReadOnlyList<DrawnFigure>> FiguresAsync(int count, IFrame? frame = null)
    {
        var place = frame ?? Page.MainFrame;
        await place.WaitForFunctionAsync(
            "n => document.querySelectorAll('workbench-figure').length === n && "
                + "[...document.querySelectorAll('workbench-figure')].every(f => f.querySelector('[data-drawn=yes]'))",
            count
        );
        var found = await place.EvaluateAsync<JsonElement>(
            """
            () => [...document.querySelectorAll('workbench-figure')].map(f => {
              const box = f.querySelector('.main-svg').getBoundingClientRect();
              return { title: (f.querySelector('.gtitle') || {}).textContent || '', surfaces: f.querySelectorAll('svg.main-svg').length,
                traces: f.querySelectorAll('.cartesianlayer g.trace, .cartesianlayer g.hm').length, width: box.width, height: box.height,
                fallback: !!f.querySelector('.workbench-fallback') && f.querySelector('.workbench-fallback').offsetParent !== null };
            })
            """
        );
        return found.Deserialize<List<DrawnFigure>>(JsonSerializerOptions.Web)!;
    }

    /// <summary>Keeps a picture of the whole page when a person wants to look.</summary>
    public async Task LookAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("WORKBENCH_SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        _close();
    }

    internal void OnClose(Action action) => _close = action;
}

/// <summary>A figure of the Workbench as it stands on a page.</summary>
/// <param name="Title">Its title's text.</param>
/// <param name="Surfaces">plotly.js's drawing surfaces.</param>
/// <param name="Traces">Traces that are drawn.</param>
/// <param name="Width">CSS pixels.</param>
/// <param name="Height">CSS pixels.</param>
/// <param name="Fallback">Whether its fallback can be seen.</param>
public sealed record DrawnFigure(string Title, int Surfaces, int Traces, double Width, double Height, bool Fallback);
