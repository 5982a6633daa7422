using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Checking;

namespace Workbench.Notebook.Tests.Documents;

/// <summary><c>--check</c>: what differs is said, what may differ is not.</summary>
public sealed class CheckTests : IDisposable
{
    private static readonly CheckOptions Default = new(1e-6, 1e-9, null, false);
    private readonly RunShell _shell = new();

    public void Dispose() => _shell.Dispose();

    /// <summary>Runs cells whose stored outputs were made by others.</summary>
    private async Task<NotebookRecord> Check(CheckOptions how, params (string Stored, string Fresh, string? Tag)[] cells)
    {
        _shell.Write("in.ipynb", [.. cells.Select(cell => cell.Stored)]);
        await _shell.Run(
            new()
            {
                Files = ["in.ipynb"],
                InPlace = true,
                Continue = true,
            }
        );
        var document = NotebookDocument.Read(_shell.File("in.ipynb"));
        for (var i = 0; i < cells.Length; i++)
        {
            document.Cells[i].Source = cells[i].Fresh;
            if (cells[i].Tag is { } tag)
                document.Cells[i].Metadata["tags"] = new JsonArray(tag);
        }
        document.Write(_shell.File("in.ipynb"));
        var before = await File.ReadAllTextAsync(_shell.File("in.ipynb"));
        var result = await _shell.Run(
            new()
            {
                Files = ["in.ipynb"],
                Check = how,
                Continue = true,
            }
        );
        Assert.Equal(before, await File.ReadAllTextAsync(_shell.File("in.ipynb")));
        return Assert.Single(result.Notebooks);
    }

    [Fact]
    public async Task A_difference_exits_with_3_and_is_shown()
    {
        var record = await Check(Default, ("print one\\ntwo\\nthree", "print one\\n2wo\\nthree", null), ("value 1.5", "value 1.5", null));
        Assert.Equal(ExitCode.NotReproduced, record.ExitCode);
        Assert.Equal("--- stored\n+++ fresh\n@@ -1 +1 @@\n [stdout]\n one\n-two\n+2wo\n three", record.Cells[0].Difference);
        Assert.Null(record.Cells[1].Difference);
    }

    [Fact]
    public async Task Numbers_that_are_close_are_no_difference() =>
        Assert.Equal(ExitCode.Done, (await Check(Default, ("print loss 2.00000000, n 3", "print loss 2.00000001, n 3", null))).ExitCode);

    [Theory]
    [InlineData("1 s", true)]
    [InlineData("2 s", false)]
    public async Task A_long_list_of_numbers_is_compared_at_once(string last, bool same)
    {
        var numbers = string.Join(',', Enumerable.Range(0, 100_000));
        var record = await Check(Default, ($"print {numbers}\\n1 s", $"print {numbers}\\n{last}", null));
        Assert.Equal(same, record.Cells[0].Difference is null);
    }

    [Fact]
    public async Task A_pattern_that_comes_to_no_end_is_named()
    {
        await File.WriteAllTextAsync(_shell.File("patterns"), "regex: (a+)+$\nreplace: x\n", TestContext.Current.CancellationToken);
        var text = "print " + new string('a', 40) + "b";
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            Check(Default with { Sanitizers = "patterns" }, (text, text, null))
        );
        Assert.Equal(
            "--sanitize-with: a pattern took longer than 5 s on a text of 41 characters (got (a+)+$); allowed: a pattern "
                + "without nested repetitions",
            error.Message
        );
    }

    [Theory]
    [InlineData("print loss 2.00", "print loss 2.01", 1e-2, true)]
    [InlineData("print loss 2.00", "print loss 2.01", 1e-3, false)]
    [InlineData("print 1 2", "print 1", 1, false)]
    [InlineData("print a1", "print a2", 1, false)]
    public async Task Numbers_agree_within_the_tolerance(string stored, string fresh, double rtol, bool same) =>
        Assert.Equal(
            same ? ExitCode.Done : ExitCode.NotReproduced,
            (await Check(Default with { Rtol = rtol }, (stored, fresh, null))).ExitCode
        );

    [Fact]
    public async Task Tags_choose_what_is_compared()
    {
        (string, string, string?)[] cells =
        [
            ("print a", "print b", "nbval-ignore-output"),
            ("print c", "print d", "nbval-check-output"),
            ("print e", "die", "nbval-skip"),
            ("error x", "error x", "nbval-raises-exception"),
            ("print f", "print g", null),
        ];
        var record = await Check(Default, cells);
        Assert.Equal([false, true, false, false, true], record.Cells.Select(cell => cell.Difference is not null));
        record = await Check(Default with { MarkedOnly = true }, cells);
        Assert.Equal([false, true, false, false, false], record.Cells.Select(cell => cell.Difference is not null));
    }

    [Fact]
    public async Task An_output_more_or_less_is_a_difference_and_a_failure_is_worse()
    {
        var record = await Check(Default, ("print a\nvalue b", "print a", null), ("print a", "print a\nerror boo", null));
        Assert.Equal(ExitCode.RunFailed, record.ExitCode);
        Assert.Equal("--- stored\n+++ fresh\n@@ -1 +1 @@\n [stdout]\n a\n-[text/plain]\n-b", record.Cells[0].Difference);
        Assert.EndsWith("+[error]\n+FakeException: boo", record.Cells[1].Difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_are_compared_by_structure_pictures_by_presence()
    {
        var lines = new OutputLines(text => text);
        static JsonObject Bundle(string data) =>
            new()
            {
                ["output_type"] = "display_data",
                ["metadata"] = new JsonObject(),
                ["data"] = JsonNode.Parse(data),
            };
        IReadOnlyList<string> Lines(string data)
        {
            var cell = Samples.Code("x").Cells[0];
            cell.Outputs.Add((JsonNode)Bundle(data));
            return [.. lines.Of(cell).Select(line => line.Text)];
        }

        var figure = Lines(
            """{"application/vnd.plotly.v1+json": {"data": [{"y": [1, 2.5], "uid": "a", "name": "run 1f3a9c04d2"}], "layout": {}}, "text/html": "<div>warning: slow</div><workbench-figure><script type=\"application/json\">{}</script><img src='data:'></workbench-figure>", "image/png": "AA"}"""
        );
        Assert.Equal(
            ["[html]", "warning: slow", "[figure]", "data.0.name = \"run 1f3a9c04d2\"", "data.0.y.0 = 1", "data.0.y.1 = 2.5"],
            figure
        );
        // An update has the data in its HTML alone, under the warnings of its operation.
        Assert.Equal(
            figure,
            Lines(
                """{"text/html": "<div>warning: slow</div><workbench-figure data-needs='plotly'><script type=\"application/json\">{\"data\": [{\"y\": [1, 2.5], \"name\": \"run 1f3a9c04d2\"}], \"layout\": {}}</script></workbench-figure>\n"}"""
            )
        );
        Assert.True(new NumericText(1e-3, 0).Same(figure[5], "data.0.y.1 = 2.5001"));
        Assert.False(new NumericText(1e-6, 0).Same(figure[5], "data.0.y.1 = 2.5001"));
        Assert.False(new NumericText(1, 0).Same(figure[5], "data.0.y.2 = 2.5"));
        Assert.Equal(["[image/png]"], Lines("""{"image/png": "AAAA", "text/plain": "picture 0x1234567"}"""));
        Assert.Equal(
            ["[html]", "a b", "c"],
            Lines(
                """{"text/html": ["<style>x</style><table id='r1'><tr><td>a<td>b</tr>", "<tr><td>c</tr></table><script>1</script>"], "text/plain": "a"}"""
            )
        );
        var carrier = Samples.Code("x").Cells[0];
        carrier.Outputs.Add(
            (JsonNode)
                new JsonObject
                {
                    ["output_type"] = "display_data",
                    ["metadata"] = new JsonObject { ["workbench"] = new JsonObject { ["carries"] = new JsonArray("plotly") } },
                    ["data"] = new JsonObject { ["text/html"] = "x" },
                }
        );
        Assert.Empty(lines.Of(carrier));
    }

    [Fact]
    public void A_file_of_patterns_takes_out_what_it_names()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "sanitize.cfg",
            "# ours\n[names]\nregex: user-(\\w+)\nreplace: USER \\1$\n\n[memory]\nregex: \\d+ MB\nreplace: MEM\n"
        );
        var taken = new List<string>();
        Assert.Equal(
            "USER bob$ uses MEM in 3 s",
            Sanitizer.Read(file).Clean("user-bob uses 120 MB in 3 s", (pattern, value) => taken.Add($"{pattern} {value}"))
        );
        Assert.Equal([@"user-(\w+) user-bob", @"\d+ MB 120 MB"], taken);
        var broken = folder.Write("broken.cfg", "regex: (\nreplace: x\nnonsense\nregex: a\n");
        var error = Assert.Throws<InvalidInputException>(() => Sanitizer.Read(broken));
        Assert.Contains(
            $"{broken}, line 1: the pattern is not a valid regular expression (got ()",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"{broken}, line 3: a file of patterns consists of pairs of lines (got nonsense); allowed: regex: PATTERN, then replace: TEXT",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith("a pattern has no replacement (got a); allowed: a line replace: TEXT", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diff_applied_gives_the_fresh_text() =>
        FsCheck.Check.QuickThrowOnFailure(
            Prop.ForAll(
                Arb.From(Texts),
                Arb.From(Texts),
                (stored, fresh) =>
                {
                    var diff = UnifiedDiff.Of(stored, fresh, string.Equals, limit: int.MaxValue);
                    if (diff is null)
                        return stored.SequenceEqual(fresh);
                    var lines = diff.Split('\n').Skip(2).Where(line => line[0] != '@').ToList();
                    return lines.Count(line => line[0] == '-') - lines.Count(line => line[0] == '+') == stored.Length - fresh.Length
                        && !stored.SequenceEqual(fresh)
                        && lines.Where(line => line[0] is ' ' or '-').All(line => stored.Contains(line[1..]))
                        && lines.Where(line => line[0] is ' ' or '+').All(line => fresh.Contains(line[1..]));
                }
            )
        );

    private static readonly Gen<string[]> Texts = Gen.ArrayOf(Gen.Elements("a", "b", "c", "d"));

    [Fact]
    public void A_text_of_nothing_in_common_is_still_a_diff_and_a_long_one_is_cut()
    {
        var stored = Enumerable.Range(0, 3000).Select(i => $"a{i}").ToList();
        var fresh = Enumerable.Range(0, 3000).Select(i => $"b{i}").ToList();
        var diff = UnifiedDiff.Of(stored, fresh, string.Equals)!;
        Assert.EndsWith("… 5940 more lines", diff, StringComparison.Ordinal);
    }
}
