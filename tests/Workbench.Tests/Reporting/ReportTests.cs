using System.Text.Json;
using System.Text.RegularExpressions;
using Workbench.Reporting;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Tests.Reporting;

public sealed class ReportTests
{
    [Fact]
    public void Writes_the_page_and_every_figure()
    {
        using var folder = new TemporaryFolder();
        var files = Report.Write(SampleStudy.Data, Path.Combine(folder.Path, "new", "study"));
        Assert.Equal(Path.Combine(folder.Path, "new", "study", "report.html"), files.Html);
        Assert.Equal(Report.ToHtml(SampleStudy.Data), File.ReadAllText(files.Html));
        Assert.Equal(
            [
                "paired-differences.json",
                "learning-curves.json",
                "difference-curves.json",
                "final-metric.json",
                "interactions.json",
                "extrapolation.json",
                "throughput.json",
                "memory.json",
            ],
            files.Figures.Select(file => Path.GetFileName(file))
        );
        Assert.All(
            files.Figures,
            file =>
                Assert.Equal(
                    ["data", "layout", "config"],
                    JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateObject().Select(part => part.Name)
                )
        );
        Assert.Equal(9, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void The_same_data_give_the_same_bytes() => Assert.Equal(Report.ToHtml(SampleStudy.Make()), Report.ToHtml(SampleStudy.Make()));

    [Fact]
    public void Every_figure_is_valid_by_plotlys_schema()
    {
        foreach (var data in new[] { SampleStudy.Data, Diverged(), Accuracy(), SingleVariant() })
        foreach (var (name, chart) in new StudyFigures(data).All)
            Assert.True(PlotSchema.Faults(chart.ToJson()) is [], $"{name}: {string.Join("; ", PlotSchema.Faults(chart.ToJson()))}");
    }

    public static TheoryData<string> Figures => [.. StudyFigures.Names];

    [Theory, MemberData(nameof(Figures))]
    public void Each_figure_is_what_its_golden_file_has(string name)
    {
        var variants = SampleStudy
            .Data.Variants.Take(2)
            .Select(variant =>
                variant with
                {
                    Runs =
                    [
                        .. variant
                            .Runs.Take(2)
                            .Select(run => run with { Training = [.. run.Training.Take(4)], Validation = [.. run.Validation.Take(3)] }),
                    ],
                }
            );
        var figures = new StudyFigures(
            SampleStudy.Data with
            {
                Variants = [.. variants],
                Comparisons = [SampleStudy.Data.Comparisons[0]],
                Audit = [],
            }
        );
        Golden.Check(figures.All.Single(figure => figure.Name == name).Chart.ToJson(indented: true) + "\n", $"golden/{name}.json");
    }

    [Fact]
    public void Heat_maps_are_what_their_golden_file_has()
    {
        double[][] weights =
        [
            [1, double.NaN, double.NaN],
            [0.25, 0.75, double.NaN],
            [0.1, 0.2, 0.7],
        ];
        var chart = AttentionFigure.Of("Attention", ["the", "cat", "<sat>"], [new(0, 0, weights), new(0, 1, weights), new(1, 1, weights)]);
        Golden.Check(chart.ToJson(indented: true) + "\n", "golden/attention.json");
        Assert.Empty(PlotSchema.Faults(chart.ToJson()));
    }

    [Fact]
    public void The_page_has_one_plotly_js_and_nothing_from_elsewhere()
    {
        var html = Report.ToHtml(SampleStudy.Data);
        Assert.Single(Regex.Matches(html, "window.WorkbenchPlotlyReady=\\("));
        var own = html.Replace(PlotlyJs.ScriptElement, "");
        Assert.DoesNotMatch("(?i)(src|href)\\s*=|@import|url\\(|https?://", own);
    }

    [Fact]
    public void Everything_that_is_shown_is_escaped()
    {
        var own = Report.ToHtml(Hostile()).Replace(PlotlyJs.ScriptElement, "<script></script>");
        Assert.DoesNotContain("<i>", own);
        Assert.DoesNotContain("</script><i", own);
        Assert.Contains("&lt;i&gt;question", own);
        // As many script elements as figures and libraries need: no text has opened or closed one.
        Assert.Equal(10, Regex.Matches(own, "<script").Count);
        Assert.Equal(10, Regex.Matches(own, "</script>").Count);
    }

    [Fact]
    public void Says_the_verdicts_in_words()
    {
        var text = Text(Report.ToHtml(SampleStudy.Data));
        Assert.Contains("✗ worse placement=post does worse than placement=pre: +0.127 nats/char (+0.107 to +0.147).", text);
        Assert.Contains("✓ better position=rope does better than position=sinusoidal: −0.082 nats/char (−0.091 to −0.073).", text);
        Assert.Contains(
            "? undetermined position=alibi against position=sinusoidal is not settled: −0.015 nats/char (−0.047 to +0.018). "
                + "About 17 seeds would probably settle it.",
            text
        );
        Assert.Contains("epsilon, the difference that does not matter, is 0.020 nats/char (default: 1 % of the baseline's mean).", text);
        Assert.Contains("not corrected for the number of comparisons (8 here)", text);
        Assert.Contains("✗ worse p 0.012", text);
        // The t test of the differences of placement=post: t = 17.7 at 4 degrees of freedom.
        Assert.Contains("placement=post vs placement=pre < 0.0001 0.063", text);
    }

    [Fact]
    public void A_verdict_that_the_numbers_do_not_explain_says_why()
    {
        var comparison = SampleStudy.Data.Comparisons[0] with
        {
            Verdict = VerdictWord.Worse,
            Note = "by rule: 2 runs diverged against 0 of the baseline",
        };
        var one = SampleStudy.Data.Comparisons[0] with
        {
            Subject = "alone",
            Verdict = VerdictWord.Undetermined,
            Difference = null,
            Pairs = [],
            SeedsToSettle = null,
            Note = "no pair has finished",
        };
        var text = Text(Report.ToHtml(SampleStudy.Data with { AxisEffects = [], Comparisons = [comparison, one] }));
        Assert.Contains("(−0.101 to −0.059); by rule: 2 runs diverged against 0 of the baseline.", text);
        Assert.Contains("alone against placement=pre position=sinusoidal is not settled; no pair has finished.", text);
    }

    [Fact]
    public void An_audit_that_warns_says_so_and_marks_the_numbers()
    {
        var first = SampleStudy.Data.Variants[0].Name;
        var second = SampleStudy.Data.Variants[1].Name;
        var text = Text(
            Report.ToHtml(
                SampleStudy.Data with
                {
                    Audit = [new(first, 1000, 2000, 4096), new(second, 1034, 2000, 1024)],
                    AuditWarnings = ["pre · rope: parameters +3.4 % against the baseline"],
                }
            )
        );
        Assert.Contains("Some variants differ from the baseline by more than 2 %", text);
        Assert.Contains("placement=pre position=rope 1\u202f034 ⚠ +3.4 % 2\u202f000 same 1.0 KiB ⚠ −75.0 %", text);
        Assert.DoesNotContain("are within 2 %", text);
    }

    [Fact]
    public void Diverged_runs_are_marked_and_do_not_flatten_the_curves()
    {
        var figures = new StudyFigures(Diverged());
        var chart = JsonDocument.Parse(figures.LearningCurves.ToJson()).RootElement;
        Assert.Equal(
            2,
            chart
                .GetProperty("data")
                .EnumerateArray()
                .Count(trace => trace.GetProperty("name").GetString()!.EndsWith(": diverged", StringComparison.Ordinal))
        );
        Assert.True(
            chart.GetProperty("layout").GetProperty("yaxis").GetProperty("range")[1].GetDouble() < 10,
            "the exploded loss is outside the axis"
        );
        Assert.Contains("30 runs (29 completed, 1 diverged)", Text(Report.ToHtml(Diverged())));
    }

    [Fact]
    public void Parts_without_numbers_are_left_out()
    {
        var html = Report.ToHtml(SingleVariant());
        Assert.Contains("Nothing is compared: the study has one variant.", html);
        Assert.DoesNotContain("Beyond the trained context", html);
        Assert.DoesNotContain("<h2>Cost</h2>", html);
        Assert.DoesNotContain("Confound audit", html);
    }

    [Fact]
    public void Data_that_contradict_themselves_are_refused_with_every_fault_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        var variant = SampleStudy.Data.Variants[0];
        var error = Assert.Throws<InvalidInputException>(() =>
            Report.Write(
                SampleStudy.Data with
                {
                    Variants = [variant, variant],
                    Epsilon = -1,
                    Confidence = 95,
                    Audit = [new("nobody", 1, 1, 1)],
                },
                folder.Path
            )
        );
        Assert.Equal(
            [
                "Variants: exactly one variant must be the baseline (got 2); allowed: 1",
                "Variants: the names of variants must be unique (got placement=pre position=sinusoidal)",
                "Epsilon: epsilon must be a finite number, 0 or more (got -1)",
                "Confidence: the confidence must be a fraction (got 95); allowed: between 0 and 1",
                "Audit: each row of the audit must name a variant (got nobody); allowed: placement=pre position=sinusoidal, "
                    + "placement=pre position=sinusoidal",
            ],
            error.Faults.Select(fault => fault.ToString())
        );
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_is_refused()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "taken");
        File.WriteAllText(file, "");
        var error = Assert.Throws<InvalidInputException>(() => Report.Write(SampleStudy.Data, file));
        Assert.StartsWith("the file cannot be written: ", error.Message);
        Assert.EndsWith("allowed: a folder that may be written to and has room. Choose another folder", error.Message);
    }

    [Fact]
    public void Each_word_of_a_verdict_is_readable_on_its_ground()
    {
        var css = Regex.Match(Report.ToHtml(SingleVariant()), "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        // Light, then dark.
        var themes = Regex
            .Matches(css, @":root \{(.*?)\}", RegexOptions.Singleline)
            .Select(root =>
                Regex
                    .Matches(root.Groups[1].Value, @"(--[\w-]+): (#\w+)")
                    .ToDictionary(set => set.Groups[1].Value, set => set.Groups[2].Value)
            )
            .ToList();
        Assert.Equal(2, themes.Count);
        foreach (var word in new[] { "better", "worse", "equivalent", "undetermined" })
        {
            var rule = Regex.Match(css, $@"\.{word} {{ color: var\((\S+)\); background: var\((\S+)\)");
            Assert.All(
                themes,
                theme => Assert.True(Contrast(theme[rule.Groups[1].Value], theme[rule.Groups[2].Value]) >= 5, $"{word}: contrast")
            );
        }
    }

    private static string Text(string html) =>
        Regex
            .Replace(
                System.Net.WebUtility.HtmlDecode(
                    Regex.Replace(Regex.Replace(html, "<(script|style)[^>]*>.*?</\\1>", "", RegexOptions.Singleline), "<[^>]+>", " ")
                ),
                "[ \n]+",
                " "
            )
            .Replace(" :", ":")
            .Replace(" .", ".");

    /// <summary>Contrast ratio by WCAG 2.</summary>
    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        if (hex.Length == 4)
            hex = $"#{hex[1]}{hex[1]}{hex[2]}{hex[2]}{hex[3]}{hex[3]}";
        double Channel(int at)
        {
            var value = Convert.ToInt32(hex.Substring(at, 2), 16) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
    }

    private static ReportData Diverged()
    {
        var variant = SampleStudy.Data.Variants[3];
        var run = variant.Runs[0] with
        {
            Status = RunStatus.Diverged,
            FinalMetric = null,
            Training = [new(1, 4.4), new(2, 900), new(3, double.NaN)],
            Validation = [new(0, 4.4), new(10, 5000)],
            Extrapolation = [],
        };
        return SampleStudy.Data with
        {
            Variants =
            [
                .. SampleStudy.Data.Variants.Take(3),
                variant with
                {
                    Runs = [run, .. variant.Runs.Skip(1)],
                },
                .. SampleStudy.Data.Variants.Skip(4),
            ],
        };
    }

    private static ReportData Accuracy() =>
        SampleStudy.Data with
        {
            Metric = new Metric("accuracy", "", LowerIsBetter: false),
            Epsilon = 0,
            AxisEffects = [],
        };

    private static ReportData SingleVariant()
    {
        var variant = SampleStudy.Data.Variants[0];
        var run = variant.Runs[0] with { Extrapolation = [], TokensPerSecond = null, PeakMemoryBytes = null };
        return SampleStudy.Data with
        {
            Variants = [variant with { Runs = [run], Final = new ReportEstimate(run.FinalMetric!.Value, double.NaN, double.NaN) }],
            Comparisons = [],
            AxisEffects = [],
            Audit = [],
        };
    }

    private static ReportData Hostile()
    {
        string Nasty(string what) => $"<i>{what}</i></script><i>\"'&";
        var data = SampleStudy.Data;
        return data with
        {
            Title = Nasty("title"),
            Question = Nasty("question"),
            EpsilonSource = Nasty("source"),
            Notices = [Nasty("notice")],
            AuditWarnings = [Nasty("warning")],
            Metric = new Metric(Nasty("metric"), Nasty("unit"), true),
            References = [new(Nasty("reference"), 2.1)],
            Variants =
            [
                .. data.Variants.Select(variant =>
                    variant with
                    {
                        Name = Nasty(variant.Name),
                        ConfigDifferences = [new(Nasty("path"), Nasty("value"))],
                        Runs = [.. variant.Runs.Select(run => run with { Id = Nasty("id") })],
                    }
                ),
            ],
            Audit = [.. data.Audit.Select(row => row with { Variant = Nasty(row.Variant), Note = Nasty("note") })],
            Comparisons =
            [
                .. data.Comparisons.Select(comparison =>
                    comparison with
                    {
                        Subject = Nasty(comparison.Subject),
                        Baseline = Nasty("b"),
                        Note = Nasty("note"),
                    }
                ),
            ],
            AxisEffects =
            [
                .. data.AxisEffects.Select(comparison => comparison with { Subject = Nasty(comparison.Subject), Baseline = Nasty("b") }),
            ],
            BaselineConfig = [new(Nasty("path"), Nasty("value"))],
            Provenance = data.Provenance with
            {
                StudyId = Nasty("study"),
                CommandLine = Nasty("command"),
                Reproduce = [Nasty("again")],
                Commit = Nasty("commit"),
                Versions = [new(Nasty("v"), Nasty("v"))],
                Machine = [new(Nasty("m"), Nasty("m"))],
                Data = [new(Nasty("d"), Nasty("d"))],
            },
        };
    }
}
