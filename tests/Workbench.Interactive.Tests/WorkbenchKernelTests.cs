using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Interactive;
using Workbench.Notebook.Magics;

namespace Workbench.Interactive.Tests;

/// <summary>Our kernel in a real host of .NET Interactive, beside the stock C# kernel.</summary>
[CollectionDefinition(nameof(WorkbenchKernelTests), DisableParallelization = true), Collection(nameof(WorkbenchKernelTests))]
public sealed class WorkbenchKernelTests : IDisposable
{
    private readonly TestInterpreter _notebook = new();
    private readonly CompositeKernel _root = new();

    public WorkbenchKernelTests()
    {
        _root.Add(new CSharpKernel().UseValueSharing());
        var kernel = new WorkbenchKernel(_notebook.Interpreter).UseValueSharing();
        kernel.DeclareMagics([new("presets", "List the preset models", [new("--help", "Show help", true)])]);
        _root.Add(kernel);
        _root.DefaultKernelName = "csharp";
    }

    [Fact]
    public async Task A_cell_shows_what_it_prints_displays_and_returns()
    {
        var events = await SendAsync(new SubmitCode("var x = 41; display(\"shown\"); Console.WriteLine(\"printed\"); x + 1", "workbench"));
        Assert.Equal("42", Text(Assert.Single(events.OfType<ReturnValueProduced>())));
        Assert.Equal("shown", Text(Assert.Single(events.OfType<DisplayedValueProduced>())));
        Assert.Contains("printed", string.Concat(events.OfType<StandardOutputValueProduced>().Select(Text)), StringComparison.Ordinal);
        Assert.IsType<CommandSucceeded>(events[^1]);
        Assert.Equal("43", Text(Assert.Single((await SendAsync(new SubmitCode("#!workbench\nx + 2"))).OfType<ReturnValueProduced>())));
        // The two sessions are two.
        Assert.IsType<CommandFailed>((await SendAsync(new SubmitCode("x", "csharp")))[^1]);
    }

    [Fact]
    public async Task An_update_and_a_figure_keep_their_forms()
    {
        var events = await SendAsync(
            new SubmitCode(
                "var handle = display_as(1, \"id\"); handle.Update(2); new MimeBundle(new() "
                    + "{ [\"application/vnd.plotly.v1+json\"] = new System.Text.Json.Nodes.JsonObject() })",
                "workbench"
            )
        );
        Assert.Equal("id", Assert.Single(events.OfType<DisplayedValueProduced>()).ValueId);
        var update = Assert.Single(events.OfType<DisplayedValueUpdated>());
        Assert.Equal(("id", "2"), (update.ValueId, Text(update)));
        Assert.Contains(
            Assert.Single(events.OfType<ReturnValueProduced>()).FormattedValues,
            form => form is { MimeType: "application/vnd.plotly.v1+json", Value: "{}" }
        );
    }

    [Fact]
    public async Task Errors_fail_the_command_once_with_the_line_that_threw()
    {
        var failed = Assert.IsType<CommandFailed>(
            (await SendAsync(new SubmitCode("var y = 1;\nthrow new InvalidOperationException(\"no\");", "workbench")))[^1]
        );
        Assert.Equal("InvalidOperationException: no\n   at cell 1, line 2: throw new InvalidOperationException(\"no\");", failed.Message);
        failed = Assert.IsType<CommandFailed>((await SendAsync(new SubmitCode("int z = \"text\";", "workbench")))[^1]);
        Assert.Contains("CS0029", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("Thread.Sleep(-1);")]
    [InlineData("await Task.Delay(-1);")]
    public async Task Cancel_stops_a_cell_and_the_session_keeps_its_state(string endless)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = _root.KernelEvents.Subscribe(
            new Watch(one =>
            {
                if (one is DisplayedValueProduced)
                    begun.TrySetResult();
            })
        );
        var running = SendAsync(new SubmitCode($"var before = 7;\ndisplay(\"begun\");\n{endless}", "workbench"));
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await SendAsync(new Cancel());
        Assert.IsType<CommandFailed>((await running)[^1]);
        Assert.Equal("7", Text(Assert.Single((await SendAsync(new SubmitCode("before", "workbench"))).OfType<ReturnValueProduced>())));
    }

    [Fact]
    public async Task A_declared_magic_runs_in_the_kernels_own_cells_by_its_raw_text()
    {
        var events = await SendAsync(new SubmitCode("#!workbench\nvar n = 1;\n#!presets tiny-gpt\nn + 1"));
        Assert.Contains("tiny-gpt", Text(Assert.Single(events.OfType<DisplayedValueProduced>())), StringComparison.Ordinal);
        Assert.Equal("2", Text(Assert.Single(events.OfType<ReturnValueProduced>())));
        var failed = Assert.IsType<CommandFailed>((await SendAsync(new SubmitCode("#!workbench\n#!presets tiny-gpd")))[^1]);
        Assert.Contains("tiny-gpt", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_language_service_answers()
    {
        await SendAsync(new SubmitCode("int Twice(int number, bool loud = false) => 2 * number; var text = \"x\";", "workbench"));
        var completions = Assert.Single(
            (await SendAsync(new RequestCompletions("var a = 1;\ntext.ToUpp", new(1, 10), "workbench"))).OfType<CompletionsProduced>()
        );
        Assert.Contains(completions.Completions, one => one is { DisplayText: "ToUpper", Kind: "Method" });
        Assert.Equal(new LinePositionSpan(new(1, 5), new(1, 10)), completions.LinePositionSpan);
        var hover = Assert.Single((await SendAsync(new RequestHoverText("Twice(2)", new(0, 2), "workbench"))).OfType<HoverTextProduced>());
        Assert.Contains(hover.Content, one => one.Value.Contains("Twice(int number", StringComparison.Ordinal));
        var help = Assert.Single(
            (await SendAsync(new RequestSignatureHelp("Twice(2, ", new(0, 9), "workbench"))).OfType<SignatureHelpProduced>()
        );
        Assert.Equal((1, "bool loud = false"), (help.ActiveParameterIndex, help.Signatures[0].Parameters[1].Label));
        var diagnostics = Assert.Single(
            (await SendAsync(new RequestDiagnostics("var a = 1;\nint b = \"x\";", "workbench"))).OfType<DiagnosticsProduced>()
        );
        Assert.Contains(diagnostics.Diagnostics, one => one is { Code: "CS0029", LinePositionSpan.Start: { Line: 1, Character: 8 } });
    }

    [Fact]
    public async Task Values_go_both_ways()
    {
        await SendAsync(new SubmitCode("var numbers = new[] { 1, 2, 3 }; var words = \"a b\";", "csharp"));
        await SendAsync(
            new SubmitCode(
                "var kinds = new[] { \"pre\", \"post\" }; var open = new System.IO.MemoryStream(); IntPtr pointer = 1;",
                "workbench"
            )
        );
        Assert.Equal(
            "6 a b",
            Text(
                Assert.Single(
                    (
                        await SendAsync(
                            new SubmitCode(
                                "#!workbench\n#!set --name given --value @csharp:numbers --mime-type application/json\n#!share "
                                    + "words --from csharp\n$\"{given.Sum()} {words}\""
                            )
                        )
                    ).OfType<ReturnValueProduced>()
                )
            )
        );
        Assert.Equal(
            "post",
            Text(
                Assert.Single(
                    (await SendAsync(new SubmitCode("#!share kinds --from workbench\nkinds[1]", "csharp"))).OfType<ReturnValueProduced>()
                )
            )
        );
        var infos = Assert.Single((await SendAsync(new RequestValueInfos("workbench"))).OfType<ValueInfosProduced>());
        Assert.Contains(infos.ValueInfos, one => one is { Name: "kinds", FormattedValue.Value: "[ pre, post ]" });
        Assert.Equal(
            "[\"pre\",\"post\"]",
            Assert
                .Single((await SendAsync(new RequestValue("kinds", targetKernelName: "workbench"))).OfType<ValueProduced>())
                .FormattedValue.Value
        );
        Assert.Contains(
            "<",
            Assert
                .Single((await SendAsync(new RequestValue("kinds", "text/html", "workbench"))).OfType<ValueProduced>())
                .FormattedValue.Value,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_figure_is_given_in_the_forms_in_which_it_is_shown()
    {
        await SendAsync(
            new SubmitCode(
                "var chart = Plotly.NET.CSharp.Chart.Point<int, int, string>(x: new[] { 1, 2 }, y: new[] { 3, 4 });",
                "workbench"
            )
        );
        var json = Assert
            .Single((await SendAsync(new RequestValue("chart", "application/vnd.plotly.v1+json", "workbench"))).OfType<ValueProduced>())
            .FormattedValue.Value;
        Assert.Equal([3, 4], System.Text.Json.Nodes.JsonNode.Parse(json)!["data"]![0]!["y"]!.AsArray().Select(one => (int)one!));
        Assert.Contains(
            "workbench-figure",
            Assert
                .Single((await SendAsync(new RequestValue("chart", "text/html", "workbench"))).OfType<ValueProduced>())
                .FormattedValue.Value,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Values_that_cannot_be_had_are_said_to_be_so()
    {
        await SendAsync(new SubmitCode("Delegate code = () => 1; var number = 1;", "workbench"));
        Assert.Contains(
            "there is no variable of that name (got nothing)",
            await FailureAsync(new RequestValue("nothing", targetKernelName: "workbench")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "must be one that JSON can hold (got code is",
            await FailureAsync(new RequestValue("code", targetKernelName: "workbench")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Int32 cannot be shown as this MIME type (got image/png); allowed: ",
            await FailureAsync(new RequestValue("number", "image/png", "workbench")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "must be JSON (got bad: [1,2)",
            await FailureAsync(new SendValue("bad", null, new FormattedValue("application/json", "[1,2"), "workbench")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "must be a C# identifier (got a b)",
            await FailureAsync(new SendValue("a b", 1, null, "workbench")),
            StringComparison.Ordinal
        );
        Assert.Equal("1", Text(Assert.Single((await SendAsync(new SubmitCode("number", "workbench"))).OfType<ReturnValueProduced>())));
    }

    private async Task<string> FailureAsync(KernelCommand command) => Assert.IsType<CommandFailed>((await SendAsync(command))[^1]).Message;

    // A cancelled token of SendAsync would leave the console redirected for good, so there is none.
    private async Task<IReadOnlyList<KernelEvent>> SendAsync(KernelCommand command) =>
        (await _root.SendAsync(command, CancellationToken.None)).Events;

    private static string Text(DisplayEvent shown) => shown.FormattedValues.First(form => form.MimeType == "text/plain").Value;

    public void Dispose()
    {
        _root.Dispose();
        _notebook.Dispose();
    }

    private sealed class Watch(Action<KernelEvent> take) : IObserver<KernelEvent>
    {
        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void OnNext(KernelEvent value) => take(value);
    }
}
