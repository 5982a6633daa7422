using Workbench.Notebook;
using Workbench.Notebook.Jupyter;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>Printed text: gathered, in order, whole characters, bounded.</summary>
public class StreamTests
{
    private static string[] Texts(IEnumerable<Sent> sent) => [.. sent.Where(one => one.Type == "stream").Select(one => one.Text("text")!)];

    [Fact]
    public void Many_short_lines_are_few_messages()
    {
        using var bench = new KernelBench(
            new FakeInterpreter
            {
                Verbs =
                {
                    ["lines"] = (_, cell) =>
                        Enumerable
                            .Range(0, 20_000)
                            .ToList()
                            .ForEach(i => cell.FrontEnd.Send(new StreamOutput(StandardStream.Out, $"{i}\n"))),
                },
            }
        );
        var texts = Texts(bench.Execute("lines"));
        Assert.Equal(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\n")), string.Concat(texts));
        Assert.InRange(texts.Length, 2, 6);
    }

    [Fact]
    public void Text_is_sent_while_the_cell_runs()
    {
        using var bench = new KernelBench();
        var cell = bench.Send("execute_request", """{"code":"print early\nwait"}""");
        Assert.True(bench.Interpreter.Waiting.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Empty(Texts(bench.Sent));
        bench.Clock.Ring();
        Assert.Equal(["early\n"], Texts(bench.Until(cell, one => one.Type == "stream")));
        bench.Interpreter.Interrupt();
        Assert.Equal(["early\n"], Texts(bench.Until(cell, one => one.State == "idle")));
    }

    [Fact]
    public void A_character_is_never_cut_in_two()
    {
        using var bench = new KernelBench(
            new FakeInterpreter
            {
                Verbs =
                {
                    ["half"] = (half, cell) =>
                        cell.FrontEnd.Send(new StreamOutput(StandardStream.Out, half == "1" ? "a\ud83d" : "\ude00b")),
                    ["long"] = (_, cell) =>
                        cell.FrontEnd.Send(new StreamOutput(StandardStream.Out, new string('x', RequestFrontEnd.BatchLength - 1) + "😀")),
                },
            }
        );
        bench.Interpreter.Verbs["ring"] = (_, _) => bench.Clock.Ring();
        Assert.Equal(["a", "😀b"], Texts(bench.Execute("half 1\nring\nhalf 2")));
        Assert.Equal([new string('x', RequestFrontEnd.BatchLength - 1), "😀"], Texts(bench.Execute("long")));
        // What never becomes a character is replaced, not sent as broken bytes.
        Assert.Equal(["a\ufffd"], Texts(bench.Execute("half 1")));
    }

    [Fact]
    public void A_hundred_megabytes_are_cut_off_with_a_note_and_the_next_cell_is_fine()
    {
        var chunk = new string('y', 999) + "\n";
        using var bench = new KernelBench(
            new FakeInterpreter
            {
                Verbs =
                {
                    ["flood"] = (_, cell) =>
                    {
                        for (var i = 0; i < 100_000; i++)
                            cell.FrontEnd.Send(new StreamOutput(StandardStream.Out, chunk));
                    },
                },
            }
        );
        var sent = bench.Execute("flood\nvalue done");
        var texts = Texts(sent);
        Assert.InRange(texts.Sum(text => (long)text.Length), RequestFrontEnd.TextLimit, RequestFrontEnd.TextLimit + 1000);
        Assert.Contains(
            texts,
            text => text.Contains("[this cell has printed more than 8 MB of text; the rest is dropped. Write the text to a file instead.]")
        );
        Assert.Equal("[91.6 million characters were dropped.]\n", texts[^1][texts[^1].LastIndexOf('[')..]);
        Assert.Single(sent, one => one.Type == "execute_result");
        Assert.Equal(["fine\n"], Texts(bench.Execute("print fine")));
    }

    [Fact]
    public void What_comes_after_the_cell_still_belongs_to_it()
    {
        CellContext? first = null;
        using var bench = new KernelBench(new FakeInterpreter { Verbs = { ["keep"] = (_, cell) => first = cell } });
        var cell = bench.Send("execute_request", """{"code":"keep"}""");
        bench.Until(cell, one => one.State == "idle");
        bench.Execute("value 2");
        first!.FrontEnd.Send(new StreamOutput(StandardStream.Out, "late"));
        bench.Clock.Ring();
        Assert.Equal(["late"], Texts(bench.Until(cell, one => one.Type == "stream")));
    }
}
