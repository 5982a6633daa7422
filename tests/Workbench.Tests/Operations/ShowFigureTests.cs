using System.Text.Json;
using Workbench.Ablation;
using Workbench.Operations;
using Workbench.Reporting;

namespace Workbench.Tests.Operations;

/// <summary>Figures of a finished study, made anew from the ledger.</summary>
public sealed class ShowFigureTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    private async Task<AblateResult> Study()
    {
        using var scope = new OperationScope(_shell.HostEnvironment, new Told(), TestContext.Current.CancellationToken).Enter();
        return await Workbench
            .Ablation.Study.From("tiny-gpt")
            .Vary("placement", "pre", "post")
            .On("copy")
            .Seeds(2)
            .Steps(4)
            .With("model.layers", "1")
            .With("model.width", "16")
            .With("model.headCount", "2")
            .With("model.context", "16")
            .With("train.evaluationWindows", "4")
            .RunAsync(new StudyOptions { Launcher = "in-process", Out = "study" });
    }

    [Fact]
    public async Task The_figures_are_those_of_the_report()
    {
        var study = await Study();
        var names = (await _shell.Run("figure", "study")).Out.TrimEnd().Split('\n');
        Assert.Equal(study.Figures!.All.Select(figure => figure.Name), names);
        foreach (var name in names)
        {
            var outcome = await _shell.Run("figure", "study/study.yaml", name, "--out", $"again/{name}.json");
            Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
            Assert.Equal(
                File.ReadAllText(_shell.In("study", "figures", $"{name}.json")),
                File.ReadAllText(_shell.In("again", $"{name}.json"))
            );
        }
    }

    [Fact]
    public async Task A_shell_reads_what_is_drawn_and_a_page_opens_offline()
    {
        await Study();
        var outcome = await _shell.Run("figure", "study", "learning-curves", "--out", "curves.html");
        Assert.Contains("Learning curves", outcome.Out);
        Assert.Contains($"figure: {_shell.In("curves.html")}", outcome.Out);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(_shell.In("curves.html")));
        var result = await new ShowFigure(_shell.HostEnvironment).RunAsync(
            new("study", "final-metric", null, null),
            new Told(),
            TestContext.Current.CancellationToken
        );
        Assert.IsType<Plotly.NET.GenericChart>(Assert.Single(result.Illustrations), exactMatch: false);
        Assert.Equal(
            "learning-curves",
            JsonDocument
                .Parse((await _shell.Run("figure", "study", "learning-curves", "--json")).Out)
                .RootElement.GetProperty("name")
                .GetString()
        );
    }

    [Theory]
    [InlineData("paired-differences", "paired-differences")]
    [InlineData("PairedDifferences", "paired-differences")]
    [InlineData("ForestPlot", "paired-differences")]
    [InlineData("forest-plot", "paired-differences")]
    [InlineData("LearningCurves", "learning-curves")]
    public void A_figure_has_one_name_and_its_CSharp_name_finds_it(string written, string name) =>
        Assert.Equal(name, StudyFigures.NameOf(written));

    [Fact]
    public async Task A_shell_takes_the_name_of_CSharp()
    {
        await Study();
        Assert.Equal(
            (await _shell.Run("figure", "study", "paired-differences")).Out,
            (await _shell.Run("figure", "study", "ForestPlot")).Out
        );
    }

    [Fact]
    public async Task A_picture_needs_Chromium()
    {
        await Study();
        // The test's own environment names no browser.
        var outcome = await _shell.Run("figure", "study", "learning-curves", "--out", "curves.png");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("an image of a figure needs Chromium", outcome.Error);
        Assert.False(File.Exists(_shell.In("curves.png")));
    }

    [Fact]
    public async Task What_is_not_there_is_said_all_at_once()
    {
        var wrong = await _shell.Run("figure", "nowhere", "learning-curve", "--out", "curves.gif");
        Assert.Equal(ExitCode.BadUsage, wrong.Code);
        Assert.Contains(
            "figure: there is no figure of this name (got learning-curve); allowed: paired-differences, learning-curves",
            wrong.Error
        );
        Assert.Contains("Did you mean learning-curves?", wrong.Error);
        Assert.Contains("--out: unknown file extension of a figure (got curves.gif)", wrong.Error);
        Assert.Contains("a study is read from a study.yaml", wrong.Error);
        Assert.Contains("figure: a file holds one figure", (await _shell.Run("figure", "nowhere", "--out", "curves.html")).Error);
        Assert.Empty(_shell.Files());

        await Study();
        Assert.Contains(
            "the study has no data for this figure (got extrapolation)",
            (await _shell.Run("figure", "study", "extrapolation")).Error
        );
        var other = await _shell.Run("figure", "study", "--ledger", "other");
        Assert.Contains(
            "the ledger has no finished run of this study (got study). Run it: ./workbench ablate --study study. Another ledger: --ledger",
            other.Error
        );
        Assert.False(Directory.Exists(_shell.In("other")));
    }
}
