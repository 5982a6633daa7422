using System.Text.Json.Nodes;
using Workbench.Notebook;
using Workbench.Notebook.Jupyter;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>Comms, from both sides.</summary>
public class CommTests
{
    private static KernelBench Bench(Action<Comm, CommData>? opened = null)
    {
        var interpreter = new FakeInterpreter();
        interpreter.Verbs["register"] = (name, _) =>
            CommTargets.Current.Register(
                name,
                opened ?? ((comm, data) => comm.Send(new JsonObject { ["got"] = data.Data["a"]?.DeepClone() }))
            );
        interpreter.Verbs["open"] = (name, _) =>
            CommTargets
                .Current.Open(
                    name,
                    new JsonObject { ["b"] = 2 },
                    [
                        [7, 8],
                    ]
                )
                .Close();
        return new KernelBench(interpreter);
    }

    [Fact]
    public void A_front_end_opens_a_comm_to_what_a_cell_registered()
    {
        var seen = new List<string>();
        using var bench = Bench(
            (comm, opened) =>
            {
                seen.Add($"open {opened.Data.ToJsonString()} {opened.Buffers.Count}");
                comm.OnMessage = (same, message) =>
                {
                    CellContext.Current!.FrontEnd.Send(new StreamOutput(StandardStream.Out, "heard"));
                    same.Send(new JsonObject { ["echo"] = message.Data["x"]!.DeepClone() }, message.Buffers);
                };
                comm.OnClose = (_, data) => seen.Add($"close {data.Data.ToJsonString()}");
            }
        );
        bench.Execute("register clock");
        bench.Ask(
            "comm_open",
            """{"comm_id":"c1","target_name":"clock","data":{"a":1}}""",
            buffers:
            [
                [1],
                [2],
            ]
        );
        Assert.Equal("""{"status":"ok","comms":{"c1":{"target_name":"clock"}}}""", Info(bench, "{}"));
        Assert.Equal("""{"status":"ok","comms":{}}""", Info(bench, """{"target_name":"other"}"""));

        var sent = bench.Ask(
            "comm_msg",
            """{"comm_id":"c1","data":{"x":[1,2]}}""",
            buffers:
            [
                [9, 9],
            ]
        );
        Assert.Equal(["busy", "comm_msg", "stream", "idle"], sent.Select(one => one.State ?? one.Type));
        Assert.Equal("""{"comm_id":"c1","data":{"echo":[1,2]}}""", sent[1].Content.GetRawText());
        Assert.Equal([9, 9], sent[1].Buffers.Single());

        bench.Ask("comm_close", """{"comm_id":"c1","data":{"bye":true}}""");
        Assert.Equal(["open {\"a\":1} 2", "close {\"bye\":true}"], seen);
        Assert.Equal("""{"status":"ok","comms":{}}""", Info(bench, "{}"));
        bench.Ask("comm_msg", """{"comm_id":"c1"}""");
        Assert.Equal("a message arrived for the comm c1, which is not open", bench.Log.Single());
    }

    private static string Info(KernelBench bench, string request) =>
        bench.Ask("comm_info_request", request).Single(one => one.Type == "comm_info_reply").Content.GetRawText();

    [Fact]
    public void A_comm_to_an_unknown_target_is_closed_again()
    {
        using var bench = Bench();
        var sent = bench.Ask("comm_open", """{"comm_id":"c1","target_name":"nobody"}""");
        Assert.Equal("""{"comm_id":"c1","data":{}}""", sent.Single(one => one.Type == "comm_close").Content.GetRawText());
        Assert.Equal("a front end opened a comm to nobody, which is not registered", bench.Log.Single());
    }

    [Fact]
    public void A_cell_opens_and_closes_a_comm()
    {
        using var bench = Bench();
        var sent = bench.Execute("open view");
        Assert.Equal(
            ["busy", "execute_input", "comm_open", "comm_close", "execute_reply", "idle"],
            sent.Select(one => one.State ?? one.Type)
        );
        Assert.Equal("view", sent[2].Text("target_name"));
        Assert.Equal([7, 8], sent[2].Buffers.Single());
    }

    [Fact]
    public void A_handler_that_throws_shows_its_error_and_harms_nobody()
    {
        using var bench = Bench((comm, _) => comm.OnMessage = (_, _) => throw new InvalidOperationException("no"));
        bench.Execute("register clock");
        bench.Ask("comm_open", """{"comm_id":"c1","target_name":"clock"}""");
        Assert.Equal("no", bench.Ask("comm_msg", """{"comm_id":"c1"}""").Single(one => one.Type == "error").Text("evalue"));
        Assert.Equal("ok", bench.Execute("value 1").Single(one => one.Type == "execute_reply").Text("status"));
    }

    [Fact]
    public void Outside_of_a_jupyter_cell_there_are_none()
    {
        var error = Assert.Throws<InvalidInputException>(() => CommTargets.Current);
        Assert.Equal("comms need a cell in a Jupyter front end. Run this cell in Jupyter or VS Code", error.Message);
    }

    [Fact]
    public void A_closed_comm_says_so()
    {
        Comm? kept = null;
        using var bench = Bench((comm, _) => kept = comm);
        bench.Execute("register clock");
        bench.Ask("comm_open", """{"comm_id":"c1","target_name":"clock"}""");
        bench.Ask("comm_close", """{"comm_id":"c1"}""");
        Assert.False(kept!.IsOpen);
        Assert.Contains("this comm is closed (got c1)", Assert.Throws<InvalidInputException>(() => kept.Send()).Message);
    }
}
