using System.Globalization;
using System.Text.Json.Nodes;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Checking;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>What <c>--check</c> passes over can be no result, and is listed.</summary>
public sealed class MaskTests
{
    private static readonly DateTimeOffset Begun = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly CheckOptions Default = new(NumericText.DefaultRtol, NumericText.DefaultAtol, null, false);

    private static CellRecord Compare(string stored, string fresh, CheckOptions? how = null)
    {
        var (before, after) = (Notebook(stored), Notebook(fresh));
        var plan = new RunPlan("in.ipynb", "/mine/notes", after, before, [], null, null, new Dictionary<JsonObject, string>());
        var places = new RunPlaces(
            ["/mine/notes", "/home/me/.local/share/workbench"],
            "/home/me/.local/share/workbench",
            Begun,
            Begun.AddMinutes(1)
        );
        return Assert.Single(
            new NotebookCheck(how ?? Default, Sanitizer.Read(null), places).Compare(plan, [new CellRecord(0, "x", CellRunStatus.Done, 0)])
        );
    }

    private static NotebookDocument Notebook(string outputs)
    {
        var document = Samples.Code("x");
        document.Cells[0].ExecutionCount = 1;
        foreach (var output in (JsonArray)JsonNode.Parse(outputs)!)
            document.Cells[0].Outputs.Add(output!.DeepClone());
        return document;
    }

    private static string Stream(string text, string name = "stdout") =>
        $$"""[{"output_type": "stream", "name": "{{name}}", "text": {{JsonValue.Create(text).ToJsonString()}}}]""";

    private static string Error(string text) =>
        $$"""[{"output_type": "error", "ename": "Oops", "evalue": {{JsonValue.Create(text).ToJsonString()}}, "traceback": []}]""";

    private static string Shown(string type, JsonNode data) => Displayed(new JsonObject { [type] = data.DeepClone() });

    private static string Displayed(JsonObject data) =>
        new JsonArray(
            new JsonObject
            {
                ["output_type"] = "display_data",
                ["metadata"] = new JsonObject(),
                ["data"] = data,
            }
        ).ToJsonString();

    private static string Html(string text) =>
        Shown("text/html", JsonValue.Create($"<div>{text.Replace("<", "&lt;", StringComparison.Ordinal)}</div>"));

    // The forms in which a text can be shown.
    private static IEnumerable<Func<string, string>> Surfaces =>
        [
            text => Stream(text),
            text => Stream(text, "stderr"),
            Error,
            Html,
            text => Shown("text/plain", JsonValue.Create(text)),
            text => Shown("text/markdown", JsonValue.Create(text)),
            text => Shown("application/json", new JsonObject { ["a"] = text }),
            text =>
                Shown("application/vnd.plotly.v1+json", new JsonObject { ["data"] = new JsonArray(new JsonObject { ["name"] = text }) }),
        ];

    [Theory]
    // Numbers beside words that are units of time elsewhere.
    [InlineData("max 9.5 min 1.5", "max 100.5 min 1.5")]
    [InlineData("mean 3 min 1", "mean 4 min 1")]
    [InlineData("best 12 s", "best 13 s")]
    [InlineData("latency 1.2 ms", "latency 9.2 ms")]
    [InlineData("done in 1.2 s", "done in 3 min")]
    [InlineData("half-life 5 h 30 min", "half-life 6 h 30 min")]
    [InlineData("2 seconds", "3 seconds")]
    [InlineData("8,400 tokens/s", "900 tokens/s")]
    [InlineData("10 GB/s", "20 GB/s")]
    [InlineData("time: 3", "time: 4")]
    [InlineData("time: 1.20 s", "time: 2.20 s")]
    // Mantissas, numbers in other bases, ids of content.
    [InlineData("3.9999999999e+000", "3.1415926536e+000")]
    [InlineData("1234567e5", "7654321e5")]
    [InlineData("deadbeef1", "cafebabe1")]
    [InlineData("sha256 1f3a9c04d2", "sha256 99ab12cd01")]
    [InlineData("run 1234567", "run 7654321")]
    [InlineData("run 123456789012", "run 210987654321")]
    [InlineData("run 1e10", "run 2e10")]
    [InlineData("run 10e5", "run 20e5")]
    [InlineData("run 123456e7", "run 654321e7")]
    [InlineData("flags 0xFF00", "flags 0xFF01")]
    [InlineData("checksum 0xDEADBEEF", "checksum 0xCAFEBABE")]
    [InlineData("hash 0x7f00aa11bb22", "hash 0x7f00aa11bb23")]
    [InlineData("at 0x10", "at 0x20")]
    [InlineData("6fa459ea-ee8a-3ca4-894e-db77e160355e", "16fd2706-8baf-5334-9b52-1a1d4d5e3a11")]
    [InlineData("seed 12345678", "seed 12345679")]
    [InlineData("12345678901234567", "12345678901234568")]
    [InlineData("count 10000000", "count 10000001")]
    // Shares, dates, times.
    [InlineData("accuracy: 95 %", "accuracy: 90 %")]
    [InlineData("accuracy 95%", "accuracy 90%")]
    [InlineData("first day 2024-01-02", "first day 2025-01-02")]
    [InlineData("peak at 2024-01-02 10:11:12", "peak at 2024-01-02 11:11:12")]
    [InlineData("peak at 2024-01-02T10:11:12Z", "peak at 2024-01-02T11:11:12Z")]
    [InlineData("lap 1:02:03", "lap 1:02:04")]
    // What stands behind a path, and in it.
    [InlineData("kept /data/runs/best.bin accuracy 0.10", "kept /data/runs/best.bin accuracy 0.95")]
    [InlineData("kept /mine/notes/best.bin 0.10", "kept /mine/notes/best.bin 0.95")]
    [InlineData("kept /data/runs/best-0.10.bin", "kept /data/runs/best-0.95.bin")]
    [InlineData("kept /old/notes/best-0.10.bin", "kept /mine/notes/best-0.95.bin")]
    [InlineData("kept /tmp/best-0.10.bin", "kept /tmp/best-0.95.bin")]
    [InlineData("/tmp/tmpab12cd3e/accuracy-0.10", "/tmp/tmpzz98yx7w/accuracy-0.95")]
    [InlineData("/tmp/epoch000010", "/tmp/epoch000020")]
    [InlineData("GET /api/v1/1234567", "GET /api/v1/7654321")]
    [InlineData("layers /encoder/0/attention", "layers /encoder/1/attention")]
    [InlineData("/old/notes/ledger/0a1b2c3d4e5f", "/mine/notes/ledger/1a1b2c3d4e5f")]
    // Lines of our own in which another value stands.
    [InlineData("grid: 6 of 6 runs, 100 %, 69 s", "grid: 5 of 6 runs, 100 %, 69 s")]
    [InlineData("grid: 6 of 6 runs, 1 failed, 100 %, 69 s", "grid: 6 of 6 runs, 2 failed, 100 %, 70 s")]
    [InlineData("grid: 6 of 6 runs, 100 %, 69 s", "grid: 6 of 6 runs, 50 %, 69 s")]
    [InlineData("160 tokens, 70 tokens/s, run d04524ce5c8e", "150 tokens, 70 tokens/s, run d04524ce5c8e")]
    [InlineData("160 tokens, 70 tokens/s", "160 tokens, 90 tokens/s")]
    [InlineData("a <3 and 5> b", "a <4 and 6> b")]
    public void A_value_that_may_be_a_result_is_a_difference_and_both_are_shown(string stored, string fresh)
    {
        foreach (var surface in Surfaces)
        {
            var record = Compare(surface(stored), surface(fresh));
            Assert.True(record.Difference is not null, surface(stored));
            Assert.Contains(stored, record.Difference, StringComparison.Ordinal);
            Assert.Contains(fresh, record.Difference, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(
        "time: 1.20 s, 3.4 MB allocated, 2 garbage collections",
        "time: 950.1 ms, 12 kB allocated, 1 garbage collection",
        "time of #!time"
    )]
    [InlineData("grid: 6 of 6 runs, 100 %, 69 s", "grid: 6 of 6 runs (6 from the ledger), 100 %, 0 s", "time of a study")]
    [InlineData(
        "grid: 1 of 6 runs, 1 diverged, 20 %, about 3 min left",
        "grid: 1 of 6 runs, 1 diverged, 20 %, 1 h 2 min",
        "time of a study"
    )]
    [InlineData(
        "12400 tokens/s, 41.2 MB at the peak, 12.5 s of training",
        "9 tokens/s, 40 MB at the peak, 1.0 s of training; answered from the ledger",
        "pace of a training"
    )]
    [InlineData("160 tokens, 70 tokens/s, run d04524ce5c8e", "160 tokens, 75 tokens/s, run d04524ce5c8e", "pace of a generation")]
    [InlineData("run d04524ce5c8e ended", "run 0a4524ce5c8f ended", "id of a run")]
    [InlineData("study 547b47d3: 3 variants", "study 647b47d3: 3 variants", "id of a study")]
    [InlineData("session 0f8fad5b-d9cb-469f-a165-70867728950e", "session 7c9e6679-7425-40de-944b-e07fc1f90ae7", "random id")]
    [InlineData("<Net object at 0x7f3a2b1c4d50>", "<Net object at 0x7f3a2b1c9990>", "address of an object")]
    [InlineData("handle 0x7f3a2b1c4d50 open", "handle 0x00007f3a2b1c9990 open", "address of an object")]
    [InlineData("now 2025-01-02T03:04:05Z", "now 2026-03-04T10:00:30Z", "date and time of the run")]
    [InlineData("now 01/02/2025 03:04:05 +00:00", "now 03/04/2026 10:00:59 +00:00", "date and time of the run")]
    [InlineData("kept /home/a/notes/out/best.bin: 0.95", "kept /mine/notes/out/best.bin: 0.95", "folder of the run")]
    [InlineData("here: /home/a/other", "here: /mine/notes", "folder of the run")]
    [InlineData(
        "/home/us/.local/share/workbench/ledger/0a1b2c3d4e5f",
        "/home/me/.local/share/workbench/ledger/1a1b2c3d4e5f",
        "folder of the run"
    )]
    [InlineData("/tmp/tmpab12cd3e/x.txt", "/tmp/tmpzz98yx7w/x.txt", "folder of the run")]
    [InlineData("/tmp/workbench-aB3dEf/x.txt", "/tmp/workbench-Zx9yWq/x.txt", "folder of the run")]
    public void What_is_of_a_run_alone_may_differ_and_is_listed(string stored, string fresh, string rule)
    {
        foreach (var surface in new[] { text => Stream(text), Html, text => Shown("text/plain", JsonValue.Create(text)) })
        {
            var record = Compare(surface(stored), surface(fresh));
            Assert.True(record.Difference is null, record.Difference);
            Assert.Contains(record.Comparison!.Masked, value => value.Rule == rule && value.Stored != value.Fresh);
        }
        Assert.Empty(Compare(Stream(stored), Stream(stored)).Comparison!.Masked);
    }

    [Fact]
    public void What_stands_beside_a_masked_value_is_compared()
    {
        var record = Compare(Stream("<Net object at 0x7f3a2b1c4d50> loss 2.5"), Stream("<Net object at 0x7f3a2b1c9990> loss 3.5"));
        Assert.Equal(
            "--- stored\n+++ fresh\n@@ -1 +1 @@\n [stdout]\n-<Net object at 0x7f3a2b1c4d50> loss 2.5\n+<Net object at "
                + "0x7f3a2b1c9990> loss 3.5",
            record.Difference
        );
    }

    [Theory]
    // Of a header row, of attributes that are values, of drawings; numbers in JSON under names that figures do not compare.
    [InlineData(
        "text/html",
        "<table><tr><th>max</th><th>9.5</th><th>min</th></tr></table>",
        "<table><tr><th>max</th><th>77</th><th>min</th></tr></table>"
    )]
    [InlineData("text/html", "<meter value=\"0.2\"></meter>", "<meter value=\"0.9\"></meter>")]
    [InlineData("text/html", "<img alt=\"loss 2.5\">", "<img alt=\"loss 3.5\">")]
    [InlineData("text/html", "<svg><rect height=\"20\"/></svg>", "<svg><rect height=\"90\"/></svg>")]
    [InlineData("text/html", "<!-- open <p>2.5", "<!-- open --><p>3.5")]
    [InlineData("image/svg+xml", "<svg><text>2.5</text></svg>", "<svg><text>3.5</text></svg>")]
    [InlineData("application/json", """{"config": {"depth": 2}}""", """{"config": {"depth": 3}}""")]
    [InlineData("application/json", """{"uid": "a", "uirevision": 1}""", """{"uid": "b", "uirevision": 1}""")]
    [InlineData("application/json", "[]", "{}")]
    [InlineData("application/javascript", "show(2.5)", "show(3.5)")]
    [InlineData("application/vnd.plotly.v1+json", """{"data": [{"y": [1], "config": 2}]}""", """{"data": [{"y": [1], "config": 3}]}""")]
    public void Values_of_every_kind_of_output_are_compared(string type, string stored, string fresh)
    {
        string Output(string text) =>
            Shown(type, type.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(text)! : JsonValue.Create(text));
        Assert.NotNull(Compare(Output(stored), Output(fresh)).Difference);
        Assert.Null(Compare(Output(stored), Output(stored)).Difference);
    }

    [Theory]
    [InlineData("image/png", "AAAA", "BBBB", "content of [image/png]")]
    [InlineData("text/html", "<p style=\"color:red\">a</p>", "<p style=\"color:blue\">a</p>", "content of [html]")]
    [InlineData("application/pdf", "AAAA", "BBBB", "content of [application/pdf]")]
    public void What_is_there_and_not_read_is_listed(string type, string stored, string fresh, string rule)
    {
        var record = Compare(Shown(type, JsonValue.Create(stored)), Shown(type, JsonValue.Create(fresh)));
        Assert.Null(record.Difference);
        Assert.Equal(rule, Assert.Single(record.Comparison!.Masked).Rule);
        Assert.NotNull(Compare(Shown(type, JsonValue.Create(stored)), "[]").Difference);
    }

    [Fact]
    public void Charts_in_a_list_are_compared_by_their_data_with_pictures_or_without()
    {
        static string List(double y, bool png)
        {
            var fallback = png ? "<img src='data:image/png;base64,AA' alt='a line'>" : "<pre>a line</pre>";
            var figure = string.Create(
                CultureInfo.InvariantCulture,
                $"<workbench-figure data-needs=\"plotly\"><script "
                    + $"type=\"application/json\">{{\"data\": [{{\"y\": [1, {y}]}}]}}</script><div>{fallback}</div></workbench-figure>"
            );
            var data = new JsonObject
            {
                ["text/html"] = $"<table><tr><td>0</td><td>{figure}</td></tr><tr><td>1</td><td>{figure}</td></tr></table>",
                ["text/plain"] = "a line",
            };
            if (png)
                data["image/png"] = "AA";
            return Displayed(data);
        }

        Assert.Null(Compare(List(2.5, png: false), List(2.5, png: true)).Difference);
        Assert.Null(Compare(List(2.5, png: true), List(2.5, png: false)).Difference);
        var difference = Compare(List(2.5, png: false), List(3.5, png: true)).Difference!;
        Assert.Contains("-data.0.y.1 = 2.5\n+data.0.y.1 = 3.5", difference, StringComparison.Ordinal);
        Assert.Equal(2, difference.Split("+data.0.y.1 = 3.5").Length - 1);
    }

    [Fact]
    public void Of_a_long_line_the_part_that_differs_is_shown()
    {
        var numbers = string.Join(' ', Enumerable.Range(100, 300));
        var difference = Compare(Stream($"{numbers} 2.5 end"), Stream($"{numbers} 3.5 end")).Difference!;
        Assert.Contains("399 2.5 end", difference, StringComparison.Ordinal);
        Assert.Contains("399 3.5 end", difference, StringComparison.Ordinal);
        Assert.All(difference.Split('\n'), line => Assert.True(line.Length < 130, line));
    }

    [Theory]
    [InlineData("100", "101", 0.1, true)]
    [InlineData("100", "101", 1e-6, false)]
    [InlineData("2.0000000", "2.0000001", 1e-6, true)]
    [InlineData("-3", "3", 0.1, false)]
    [InlineData("12345678901234567", "12345678901234568", 0.1, false)]
    public void Whole_numbers_are_exact_unless_a_tolerance_is_asked_for(string stored, string fresh, double rtol, bool same) =>
        Assert.Equal(same, Compare(Stream(stored), Stream(fresh), Default with { Rtol = rtol }).Difference is null);
}
