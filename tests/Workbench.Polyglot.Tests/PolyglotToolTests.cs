using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Workbench.Polyglot.Tests;

/// <summary>
/// The package in the tools that people run: Microsoft.dotnet-interactive through Jupyter's protocol and through its own, dotnet-repl on a
/// notebook.
/// </summary>
[CollectionDefinition(nameof(PolyglotToolTests), DisableParallelization = true), Collection(nameof(PolyglotToolTests))]
public sealed partial class PolyglotToolTests(Package package) : IClassFixture<Package>
{
    private const string Version = "0.1.0-beta";

    [Fact]
    public Task Over_Jupyters_protocol() =>
        PassAsync(
            "jupyter",
            "load",
            "cells",
            "magics",
            "whole_cells",
            "values",
            "study",
            "interrupts",
            "a_million_points",
            "a_killed_process",
            "a_bad_executable",
            "a_killed_host"
        );

    [Fact]
    public Task Over_the_stdio_protocol() =>
        PassAsync("stdio", "stdio_load", "stdio_cells", "stdio_language", "stdio_values", "stdio_cancel", "stdio_quit");

    [Fact]
    public async Task A_notebook_in_dotnet_repl()
    {
        var notebook = Path.Combine(package.Work, "notebook.dib");
        var outputs = Path.Combine(package.Work, "outputs.ipynb");
        // A reader of .dib knows the kernels that its header names; without it #!workbench would be text of the cell before.
        await File.WriteAllTextAsync(
            notebook,
            $$$"""
            #!meta

            {"kernelInfo":{"defaultKernelName":"csharp","items":[{"name":"csharp","languageName":"C#"},{"name":"workbench","languageName":"C#"}]}}

            #!csharp

            #i "nuget:{{{package.Feed}}}"
            #r "nuget: Transformer.Workbench, {{{Version}}}"

            #!workbench

            var x = 41;
            Console.WriteLine("printed");

            #!csharp

            #!ablate placement=pre,post position=rope --task copy --seeds 2 --dry-run --trial off

            #!workbench

            x + 1
            """,
            TestContext.Current.CancellationToken
        );
        var (code, _) = await RunAsync(
            Dotnet.Tool("dotnet-repl", "0.3.259", "dotnet-repl"),
            "--run",
            notebook,
            "--exit-after-run",
            "--output-path",
            outputs,
            "--output-format",
            "ipynb"
        );
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(outputs, TestContext.Current.CancellationToken));
        Assert.True(code == 0, document.RootElement.GetRawText());
        var cells = document
            .RootElement.GetProperty("cells")
            .EnumerateArray()
            .Select(cell => cell.GetProperty("outputs").GetRawText())
            .ToList();
        Assert.Equal(4, cells.Count);
        Assert.Contains("The Transformer Workbench is loaded", cells[0], StringComparison.Ordinal);
        Assert.Contains("printed", cells[1], StringComparison.Ordinal);
        Assert.Contains("2 variants x 2 seeds = 4 runs", cells[2], StringComparison.Ordinal);
        Assert.Contains("42", cells[3], StringComparison.Ordinal);
    }

    private async Task PassAsync(string protocol, params string[] scenarios)
    {
        var tool = Dotnet.Tool("Microsoft.dotnet-interactive", "1.0.712001", "dotnet-interactive");
        var (_, said) = await RunAsync(
            JupyterClient.Python,
            [Clone.In("tests", "oracles", "polyglot.py"), protocol, tool, package.Feed, Version, package.Work, .. scenarios]
        );
        TestContext.Current.TestOutputHelper!.WriteLine(said);
        Assert.Equal(scenarios, Passed().Matches(said).Select(match => match.Groups[1].Value));
    }

    private async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = package.Work,
        };
        foreach (var (name, value) in package.Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var end = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex("""\{"scenario": "(\w+)", "ok": true\}""")]
    private static partial Regex Passed();
}
