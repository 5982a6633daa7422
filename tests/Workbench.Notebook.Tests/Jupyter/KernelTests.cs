using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Notebook;
using Workbench.Notebook.Jupyter;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>The table of requests, without sockets.</summary>
public class KernelTests
{
    private static string[] Types(IEnumerable<Sent> sent) => [.. sent.Select(one => one.State ?? one.Type)];

    [Fact]
    public void Every_request_is_busy_answered_idle()
    {
        using var bench = new KernelBench();
        var contents = new Dictionary<string, string>
        {
            ["execute_request"] = """{"code":"value 1"}""",
            ["complete_request"] = """{"code":"pr"}""",
            ["inspect_request"] = """{"code":"pr"}""",
            ["is_complete_request"] = """{"code":"pr"}""",
            ["comm_open"] = """{"comm_id":"c","target_name":"none"}""",
            ["comm_msg"] = """{"comm_id":"c"}""",
            ["comm_close"] = """{"comm_id":"c"}""",
        };
        foreach (var (type, route) in Routes.All.OrderBy(one => one.Key == "shutdown_request"))
        {
            foreach (
                var channel in new[] { (Channel.Shell, route.OnShell), (Channel.Control, route.OnControl) }
                    .Where(one => one.Item2)
                    .Select(one => one.Item1)
            )
            {
                var sent = bench.Ask(type, contents.GetValueOrDefault(type, "{}"), channel: channel);
                Assert.Equal("busy", sent[0].State);
                Assert.Equal("idle", sent[^1].State);
                var replies = sent.Where(one => one.Channel == channel).ToList();
                Assert.Equal(
                    type.EndsWith("_request", StringComparison.Ordinal) ? [type.Replace("_request", "_reply")] : [],
                    replies.Select(one => one.Type)
                );
                Assert.All(replies, reply => Assert.Equal(["alice"], reply.To));
            }
        }
    }

    [Fact]
    public void A_cell_shows_its_code_its_outputs_and_its_result_in_order()
    {
        using var bench = new KernelBench();
        var sent = bench.Execute("print a\nprint b\ndisplay c\ncomplain d\nprint e\nclear\nupdate f\nvalue g");
        Assert.Equal(
            [
                "busy",
                "execute_input",
                "stream",
                "display_data",
                "stream",
                "stream",
                "clear_output",
                "update_display_data",
                "execute_result",
                "execute_reply",
                "idle",
            ],
            Types(sent)
        );
        Assert.Equal(["a\nb\n", "d\n", "e\n"], sent.Where(one => one.Type == "stream").Select(one => one.Text("text")));
        Assert.Equal("stderr", sent[4].Text("name"));
        Assert.Equal(
            """{"data":{"text/plain":"c","text/html":"<b>c</b>"},"metadata":{},"transient":{"display_id":"one"}}""",
            sent[3].Content.GetRawText()
        );
        Assert.Equal("""{"execution_count":1,"data":{"text/plain":"g"},"metadata":{},"transient":{}}""", sent[8].Content.GetRawText());
        Assert.Equal("""{"status":"ok","execution_count":1,"user_expressions":{},"payload":[]}""", sent[9].Content.GetRawText());
    }

    [Fact]
    public void Silent_cells_show_nothing_and_do_not_count()
    {
        using var bench = new KernelBench();
        bench.Execute("value 1");
        var sent = bench.Execute("print a\nvalue b", ""","silent":true""");
        Assert.Equal(["busy", "execute_reply", "idle"], Types(sent));
        Assert.Equal(1, sent[1].Content.GetProperty("execution_count").GetInt32());
        Assert.False(bench.Interpreter.Ran[^1].StoreHistory);
    }

    [Fact]
    public void A_cell_that_is_not_stored_is_shown_and_not_remembered()
    {
        using var bench = new KernelBench();
        bench.Execute("value 1");
        var sent = bench.Execute("value 2", ""","store_history":false""");
        Assert.Contains("execute_result", Types(sent));
        Assert.Equal(
            2,
            bench.Execute("value 3").Single(one => one.Type == "execute_input").Content.GetProperty("execution_count").GetInt32()
        );
        Assert.Equal("[[1,1,\"value 1\"],[1,2,\"value 3\"]]", History(bench, """{"hist_access_type":"tail","n":9}"""));
    }

    [Fact]
    public void Expressions_and_pages_come_with_the_reply()
    {
        using var bench = new KernelBench();
        var reply = bench.Execute("page help", ""","user_expressions":{"a":"x","b":"bad"}""").Single(one => one.Type == "execute_reply");
        Assert.Equal(
            """{"status":"ok","execution_count":1,"user_expressions":{"a":{"status":"ok","data":{"text/plain":"<x>"},"metadata":{}},"b":{"status":"error","ename":"Bad","evalue":"no such name","traceback":["line"]}},"payload":[{"source":"page","data":{"text/plain":"help"},"metadata":{},"start":0}]}""",
            reply.Content.GetRawText()
        );
    }

    [Fact]
    public void The_cell_id_and_the_options_reach_the_interpreter()
    {
        using var bench = new KernelBench();
        bench.Ask("execute_request", """{"code":"value 1","user_expressions":{"a":"x"}}""", metadata: """{"cellId":"cell-7"}""");
        Assert.Equivalent(
            new CellRequest("value 1", "cell-7", false, true, new Dictionary<string, string> { ["a"] = "x" }),
            bench.Interpreter.Ran[0]
        );
    }

    [Theory]
    [InlineData("fail no", "Refused", "no")]
    [InlineData("break", "InvalidOperationException", "the interpreter itself is broken")]
    public void An_error_is_shown_once_and_told_in_the_reply(string code, string name, string value)
    {
        using var bench = new KernelBench();
        var sent = bench.Execute(code);
        Assert.Equal(["busy", "execute_input", "error", "execute_reply", "idle"], Types(sent));
        Assert.Equal((name, value), (sent[2].Text("ename"), sent[2].Text("evalue")));
        Assert.Equal(("error", name), (sent[3].Text("status"), sent[3].Text("ename")));
        Assert.Equal(code == "break" ? 1 : 0, bench.Log.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_error_aborts_the_cells_that_wait_unless_it_shall_not(bool stop)
    {
        var gate = new SemaphoreSlim(0);
        var interpreter = new FakeInterpreter { Verbs = { ["gate"] = (_, _) => gate.Wait() } };
        using var bench = new KernelBench(interpreter);
        bench.Send("execute_request", $$"""{"code":"gate\nfail now","stop_on_error":{{(stop ? "true" : "false")}}}""");
        var waiting = Enumerable
            .Range(0, 3)
            .Select(i => bench.Send("execute_request", $$"""{"code":"value {{i}}"}""", client: $"c{i}"))
            .ToList();
        var history = bench.Send("history_request", "{}");
        gate.Release();
        var statuses = waiting.Select(id =>
            bench.Until(id, one => one.State == "idle").Single(one => one.Type == "execute_reply").Text("status")
        );
        Assert.All(statuses, status => Assert.Equal(stop ? "aborted" : "ok", status));
        Assert.Equal("ok", bench.Until(history, one => one.State == "idle").Single(one => one.Type == "history_reply").Text("status"));
        // What comes after the failed cell's reply runs.
        Assert.Equal("ok", bench.Execute("value 9").Single(one => one.Type == "execute_reply").Text("status"));
    }

    [Fact]
    public void Lookups_and_control_are_answered_while_a_cell_runs_and_the_kernel_still_looks_busy()
    {
        using var bench = new KernelBench();
        var cell = bench.Send("execute_request", """{"code":"wait"}""");
        Assert.True(bench.Interpreter.Waiting.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        foreach (
            var (type, channel) in new[]
            {
                ("complete_request", Channel.Shell),
                ("inspect_request", Channel.Shell),
                ("is_complete_request", Channel.Shell),
                ("kernel_info_request", Channel.Shell),
                ("kernel_info_request", Channel.Control),
            }
        )
        {
            bench.Ask(type, """{"code":"pr"}""", client: "bob", channel: channel);
            bench.UntilState("busy", cell);
        }
        bench.Ask("interrupt_request", "{}", channel: Channel.Control);
        var sent = bench.Until(cell, one => one.State == "idle");
        Assert.Equal("error", sent.Single(one => one.Type == "execute_reply").Text("status"));
        Assert.Single(sent, one => one.State == "idle");
    }

    [Fact]
    public void An_interrupt_stops_a_cell_that_is_busy_but_has_not_begun()
    {
        using var bench = new KernelBench();
        bench.Interpreter.Comes = () => bench.Ask("interrupt_request", "{}", channel: Channel.Control);
        Assert.Equal("error", bench.Execute("wait").Single(one => one.Type == "execute_reply").Text("status"));
        bench.Interpreter.Comes = null;
        Assert.Equal("ok", bench.Execute("value 1").Single(one => one.Type == "execute_reply").Text("status"));
    }

    [Theory]
    [InlineData(
        "debug_request",
        "control",
        """{"seq":4,"command":"attach","type":"request"}""",
        """{"seq":5,"type":"response","request_seq":4,"success":false,"command":"attach","message":"this kernel has no debugger"}"""
    )]
    [InlineData(
        "create_subshell_request",
        "control",
        "{}",
        """{"status":"error","ename":"UnknownRequest","evalue":"this kernel does not know create_subshell_request on the control channel","traceback":["UnknownRequest: this kernel does not know create_subshell_request on the control channel"]}"""
    )]
    [InlineData(
        "interrupt_request",
        "shell",
        "{}",
        """{"status":"error","ename":"UnknownRequest","evalue":"this kernel does not know interrupt_request on the shell channel","traceback":["UnknownRequest: this kernel does not know interrupt_request on the shell channel"]}"""
    )]
    public void What_the_kernel_does_not_do_is_answered(string type, string on, string content, string reply)
    {
        var channel = Enum.Parse<Channel>(on, ignoreCase: true);
        using var bench = new KernelBench();
        var sent = bench.Ask(type, content, channel: channel);
        Assert.Equal(reply, sent.Single(one => one.Channel == channel).Content.GetRawText());
    }

    [Fact]
    public void An_unknown_message_without_a_reply_is_logged()
    {
        using var bench = new KernelBench();
        Assert.Equal(["busy", "idle"], Types(bench.Ask("greetings", "{}")));
        Assert.Equal("a message of unknown type greetings arrived on the shell channel", bench.Log.Single());
    }

    [Theory]
    [InlineData("execute_request", "{}")]
    [InlineData("execute_request", """{"code":null}""")]
    [InlineData("execute_request", """{"code":5}""")]
    [InlineData("complete_request", """{"code":"a","cursor_pos":"end"}""")]
    [InlineData("history_request", """{"hist_access_type":"guess"}""")]
    [InlineData("history_request", """{"hist_access_type":"search","pattern":"[z-a]"}""")]
    public void A_content_that_breaks_the_specification_is_refused_in_the_reply(string type, string content)
    {
        using var bench = new KernelBench();
        var reply = bench.Ask(type, content).Single(one => one.Channel == Channel.Shell);
        Assert.Equal("error", reply.Text("status"));
        Assert.NotEmpty(reply.Text("evalue")!);
        Assert.Equal("ok", bench.Execute("value 1").Single(one => one.Type == "execute_reply").Text("status"));
    }

    [Fact]
    public void A_pattern_that_is_none_is_named_and_is_no_defect()
    {
        using var bench = new KernelBench();
        var reply = bench
            .Ask("history_request", """{"hist_access_type":"search","pattern":"[z-a]"}""")
            .Single(one => one.Channel == Channel.Shell);
        Assert.Equal(
            "pattern: must be a shell pattern (got [z-a]); allowed: * any text, ? one character, [a-c] one of these",
            reply.Text("evalue")
        );
        Assert.Empty(bench.Log);
    }

    [Fact]
    public void Cursors_are_code_points()
    {
        using var bench = new KernelBench();
        // Two emoji, a space, "pr": five code points, seven UTF-16 units.
        var reply = bench.Ask("complete_request", """{"code":"😀😀 pr","cursor_pos":5}""").Single(one => one.Type == "complete_reply");
        Assert.Equal(
            """{"status":"ok","matches":["print","prune"],"cursor_start":3,"cursor_end":5,"metadata":{"_jupyter_types_experimental":[{"start":3,"end":5,"text":"print","type":"function","signature":"(text)"},{"start":3,"end":5,"text":"prune","type":"keyword","signature":""}]}}""",
            reply.Content.GetRawText()
        );
        var inspected = bench
            .Ask("inspect_request", """{"code":"😀x","cursor_pos":1,"detail_level":1}""")
            .Single(one => one.Type == "inspect_reply");
        Assert.Equal("😀x at 2, detail 1", inspected.Content.GetProperty("data").GetProperty("text/plain").GetString());
    }

    [Fact]
    public void Completeness_bears_an_indent_only_when_incomplete()
    {
        using var bench = new KernelBench();
        Assert.Equal(
            """{"status":"incomplete","indent":"    "}""",
            bench.Ask("is_complete_request", """{"code":"if (x) {"}""").Single(one => one.Type == "is_complete_reply").Content.GetRawText()
        );
        Assert.Equal(
            """{"status":"complete"}""",
            bench.Ask("is_complete_request", """{"code":"x"}""").Single(one => one.Type == "is_complete_reply").Content.GetRawText()
        );
    }

    private static string History(KernelBench bench, string request) =>
        bench.Ask("history_request", request).Single(one => one.Type == "history_reply").Content.GetProperty("history").GetRawText();

    [Theory]
    [InlineData("""{"hist_access_type":"tail","n":2}""", "[[1,4,\"value b\"],[1,5,\"print c\"]]")]
    [InlineData("""{"hist_access_type":"tail","n":2,"output":true}""", "[[1,4,[\"value b\",\"b\"]],[1,5,[\"print c\",null]]]")]
    [InlineData("""{"hist_access_type":"range","session":0,"start":2,"stop":4}""", "[[1,2,\"value b\"],[1,3,\"value a\"]]")]
    [InlineData("""{"hist_access_type":"range","session":1,"start":5}""", "[[1,5,\"print c\"]]")]
    [InlineData("""{"hist_access_type":"range","session":-1,"start":1}""", "[]")]
    [InlineData(
        """{"hist_access_type":"search","pattern":"value*"}""",
        "[[1,1,\"value a\"],[1,2,\"value b\"],[1,3,\"value a\"],[1,4,\"value b\"]]"
    )]
    [InlineData("""{"hist_access_type":"search","pattern":"value ?","unique":true}""", "[[1,3,\"value a\"],[1,4,\"value b\"]]")]
    [InlineData("""{"hist_access_type":"search","pattern":"*[!a-b]","n":3}""", "[[1,5,\"print c\"]]")]
    public void History_has_three_ways_in(string request, string expected)
    {
        using var bench = new KernelBench();
        foreach (var code in new[] { "value a", "value b", "value a", "value b", "print c" })
            bench.Execute(code);
        Assert.Equal(expected, History(bench, request));
    }

    [Fact]
    public async Task A_shutdown_is_answered_and_told_to_everybody()
    {
        using var bench = new KernelBench();
        var sent = bench.Ask("shutdown_request", """{"restart":true}""", channel: Channel.Control);
        Assert.Equal(["busy", "shutdown_reply", "shutdown_reply", "idle"], Types(sent));
        Assert.Equal([Channel.Control, Channel.IoPub], sent.Where(one => one.Type == "shutdown_reply").Select(one => one.Channel));
        Assert.True(await bench.Kernel.ShutdownRequested.Task);
    }

    [Fact]
    public void Parents_are_repeated_byte_by_byte()
    {
        using var bench = new KernelBench();
        var header = """{ "msg_type":"kernel_info_request", "msg_id":"x", "future": [1, 2.50] }""";
        bench.Kernel.Receive(
            Channel.Shell,
            new MessageReader(new MessageSigner(KernelBench.Key), new ReplayGuard()).Read(
                KernelBench.Frames("alice", header, "{}", "{}", "{}"),
                out _
            )!
        );
        Assert.All(bench.Until("x", one => one.State == "idle"), one => Assert.Equal(header, one.Parent.GetRawText()));
    }
}
