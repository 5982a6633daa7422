using Workbench.Notebook.Jupyter;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>Questions to the person.</summary>
public class InputTests
{
    private static void Answer(KernelBench bench, string client, string value) =>
        bench.Send("input_reply", $$"""{"value":"{{value}}"}""", client, Channel.Stdin);

    [Fact]
    public void A_question_goes_to_the_client_whose_cell_asks_and_only_its_answer_counts()
    {
        using var bench = new KernelBench();
        Answer(bench, "bob", "too early");
        var cell = bench.Send("execute_request", """{"code":"print before\nask password"}""", "bob");
        var sent = bench.Until(cell, one => one.Type == "input_request");
        Assert.Equal(["bob"], sent[^1].To);
        Assert.Equal("""{"prompt":"password","password":true}""", sent[^1].Content.GetRawText());
        Assert.Equal("before\n", sent.Single(one => one.Type == "stream").Text("text"));
        Answer(bench, "alice", "not yours");
        Answer(bench, "bob", "secret");
        Assert.Equal(
            ["before\n", "<secret>\n"],
            bench.Until(cell, one => one.State == "idle").Where(one => one.Type == "stream").Select(one => one.Text("text"))
        );
    }

    [Fact]
    public void A_client_without_a_person_is_refused()
    {
        using var bench = new KernelBench();
        var reply = bench.Execute("ask name", ""","allow_stdin":false""").Single(one => one.Type == "execute_reply");
        Assert.Equal("this front end does not support input. Set the value in the code or as a parameter", reply.Text("evalue"));
    }

    [Fact]
    public void A_client_that_does_not_listen_is_refused()
    {
        using var bench = new KernelBench { Deaf = "alice" };
        var reply = bench.Execute("ask name").Single(one => one.Type == "execute_reply");
        Assert.Equal(
            "the client that runs this cell does not listen on the stdin channel. Run the cell in a front end with a person, or "
                + "give the value in the code",
            reply.Text("evalue")
        );
    }

    [Fact]
    public void An_interrupt_ends_a_question()
    {
        using var bench = new KernelBench();
        var cell = bench.Send("execute_request", """{"code":"ask name"}""");
        bench.Until(cell, one => one.Type == "input_request");
        bench.Ask("interrupt_request", "{}", channel: Channel.Control);
        Assert.Equal("Interrupted", bench.Until(cell, one => one.State == "idle").Single(one => one.Type == "execute_reply").Text("ename"));
        // Its late answer is nobody's; the next question has its own.
        Answer(bench, "alice", "late");
        var next = bench.Send("execute_request", """{"code":"ask name"}""");
        bench.Until(next, one => one.Type == "input_request");
        Answer(bench, "alice", "now");
        Assert.Equal("<now>\n", bench.Until(next, one => one.State == "idle").Single(one => one.Type == "stream").Text("text"));
    }
}
