using System.ComponentModel;
using System.Diagnostics;

namespace Workbench.Reporting;

/// <summary>
/// A headless Chromium that loads a page, runs its scripts, and returns the resulting DOM or a PDF. It uses no network, and its profile is
/// deleted.
/// </summary>
/// <param name="executable">The path of the browser.</param>
/// <param name="limit">The time limit for a page.</param>
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

    /// <summary>The browser in WORKBENCH_CHROMIUM, or the first on the PATH. Default time limit: 120 s.</summary>
    /// <exception cref="InvalidInputException">No browser was found.</exception>
    internal static Chromium Find(Func<string, string?> environment, TimeSpan? limit = null) =>
        Missing(environment) is { } missing
            ? throw new InvalidInputException([missing])
            : new Chromium(Executable(environment)!, limit ?? TimeSpan.FromSeconds(120));

    /// <summary>The fault of a machine without Chromium, checked before anything is computed; null when Chromium was found.</summary>
    internal static Fault? Missing(Func<string, string?> environment) =>
        Executable(environment) is not null
            ? null
            : new(
                "an image of a figure needs Chromium",
                environment("WORKBENCH_CHROMIUM") is { Length: > 0 } path
                    ? $"WORKBENCH_CHROMIUM={path}, which is not a file"
                    : "no Chromium on the PATH",
                NextStep: "Install it (apt-get install chromium), set WORKBENCH_CHROMIUM to its path, or leave the image out."
            );

    private static string? Executable(Func<string, string?> environment) =>
        environment("WORKBENCH_CHROMIUM") is { Length: > 0 } path
            ? File.Exists(path)
                ? path
                : null
            : (environment("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Where(folder => folder.Length > 0)
                .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);

    /// <summary>The page's DOM as text, after its scripts have ended.</summary>
    /// <exception cref="InvalidInputException">The browser does not start, fails or takes too long.</exception>
    internal string Dom(string html) => Open(html, (folder, page) => Run(folder, ["--virtual-time-budget=60000", "--dump-dom", page]));

    /// <summary>The page as a PDF; its style sheet sets the paper size.</summary>
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
                        "Chromium did not write a PDF",
                        executable,
                        nextStep: "Try again, or write another format."
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
                $"Chromium did not render the figure within {limit.TotalSeconds:0} s",
                executable,
                nextStep: "Try again, or leave the image out."
            );
        }
        return process.ExitCode == 0
            ? output.Result
            : throw new InvalidInputException(
                "Chromium failed to render a figure",
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
            throw new InvalidInputException([new Fault("Chromium could not be started", $"{executable}: {error.Message}")], error);
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
            // A process of Chromium can still be writing to the profile; the folder is left in the temporary folder.
        }
    }
}
