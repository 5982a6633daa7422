using System.ComponentModel;
using System.Diagnostics;

namespace Workbench.Reporting;

/// <summary>
/// A headless Chromium that runs the scripts of one page and gives back what the page has become. No network, no profile left behind.
/// </summary>
/// <param name="executable">Its path.</param>
/// <param name="limit">How long a page may take.</param>
internal sealed class Chromium(string executable, TimeSpan limit)
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private static readonly string[] Quiet =
    [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
    ];

    /// <summary>The browser of this machine: named by WORKBENCH_CHROMIUM, or on the PATH.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    internal static Chromium Find(Func<string, string?> environment, TimeSpan? limit = null) =>
        Missing(environment) is { } missing
            ? throw new InvalidInputException([missing])
            : new Chromium(Executable(environment)!, limit ?? TimeSpan.FromSeconds(120));

    /// <summary>The fault of a machine that has none, asked before anything is computed; null when it has one.</summary>
    internal static Fault? Missing(Func<string, string?> environment) =>
        Executable(environment) is not null
            ? null
            : new(
                "a picture of a figure is drawn by Chromium",
                environment("WORKBENCH_CHROMIUM") is { Length: > 0 } asked
                    ? $"WORKBENCH_CHROMIUM={asked}, which is no file"
                    : "no Chromium on the PATH",
                NextStep: "Install it (apt-get install chromium), set WORKBENCH_CHROMIUM to its path, or leave the picture out."
            );

    private static string? Executable(Func<string, string?> environment) =>
        environment("WORKBENCH_CHROMIUM") is { Length: > 0 } asked
            ? File.Exists(asked)
                ? asked
                : null
            : (environment("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Where(folder => folder.Length > 0)
                .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);

    /// <summary>The page's DOM as text once its scripts have run to the end.</summary>
    /// <exception cref="InvalidInputException">The browser does not start, fails or takes too long.</exception>
    internal string Dom(string html) => Open(html, (folder, page) => Run(folder, ["--virtual-time-budget=60000", "--dump-dom", page]));

    /// <summary>The page as it is printed; its style says the size of the paper.</summary>
    /// <exception cref="InvalidInputException">The browser does not start, fails or takes too long.</exception>
    internal byte[] Pdf(string html) =>
        Open(
            html,
            (folder, page) =>
            {
                var pdf = Path.Combine(folder, "page.pdf");
                Run(folder, ["--no-pdf-header-footer", $"--print-to-pdf={pdf}", page]);
                return File.Exists(pdf)
                    ? File.ReadAllBytes(pdf)
                    : throw new InvalidInputException(
                        "Chromium prints a figure",
                        executable,
                        nextStep: "Try again, or write another form."
                    );
            }
        );

    private static T Open<T>(string html, Func<string, string, T> use)
    {
        var folder = Directory.CreateTempSubdirectory("workbench-figure-").FullName;
        try
        {
            var page = Path.Combine(folder, "page.html");
            File.WriteAllText(page, html);
            return use(folder, new Uri(page).AbsoluteUri);
        }
        finally
        {
            Remove(folder);
        }
    }

    private string Run(string folder, string[] arguments)
    {
        using var process = Start([.. Quiet, $"--user-data-dir={Path.Combine(folder, "profile")}", .. arguments]);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidInputException(
                $"Chromium draws a figure within {limit.TotalSeconds:0} s",
                executable,
                nextStep: "Try again, or leave the picture out."
            );
        }
        return process.ExitCode == 0
            ? output.Result
            : throw new InvalidInputException(
                "Chromium draws a figure and ends with code 0",
                $"{executable} ended with {process.ExitCode}: {errors.Result.Trim().Split('\n')[^1]}"
            );
    }

    private Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo(executable, arguments)
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
        }
        catch (Win32Exception error)
        {
            throw new InvalidInputException(
                [new Fault("Chromium is a program that can be started", $"{executable}: {error.Message}")],
                error
            );
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Chromium's last process may still be writing its profile; the folder is the system's to clean.
        }
    }
}
