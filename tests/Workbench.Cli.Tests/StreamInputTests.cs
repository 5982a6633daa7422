using System.Text.Json;

namespace Workbench.Cli.Tests;

/// <summary>Files that are pipes are read once and serve, or are refused with what is needed instead.</summary>
public sealed class StreamInputTests : IDisposable
{
    private const string Small = "model: {layers: 1, width: 16, headCount: 2, context: 16}\ntrain: {steps: 2}\n";

    private static readonly string[] Model = ["model.layers=1", "model.width=16", "model.headCount=2", "model.context=16"];
    private static readonly string Text = string.Concat(Enumerable.Repeat("one line of a text\n", 200));

    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    private async Task<JsonElement> Done(params string[] line)
    {
        var outcome = await _shell.Run([.. line, "--json"]);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        return JsonDocument.Parse(outcome.Out).RootElement;
    }

    [Fact]
    public async Task A_run_is_trained_on_a_pipe_and_is_the_run_of_the_file()
    {
        var writing = NamedPipe.Give(_shell.In("pipe"), Text);
        var id = (await Done(["train", .. Model, "--steps", "2", "--threads", "1", "--data", "./pipe"])).GetProperty("id").GetString();
        await writing;
        // Nothing reads the pipe again: nobody would write to it.
        await Done("attention", id!);
        var wrote = await _shell.Run("generate", id!, "--prompt", "one", "--tokens", "3");
        Assert.True(wrote.Code == ExitCode.Done, wrote.Error);
        _shell.Write("a.txt", Text);
        var same = await Done(["train", .. Model, "--steps", "2", "--threads", "1", "--data", "a.txt"]);
        Assert.Equal((id, true), (same.GetProperty("id").GetString(), same.GetProperty("reused").GetBoolean()));
    }

    [Fact]
    public async Task A_config_and_a_study_are_read_from_a_pipe()
    {
        var config = NamedPipe.Give(_shell.In("config.yaml"), Small);
        Assert.Equal(
            "completed",
            (await Done("train", "--base", "./config.yaml", "--task", "copy")).GetProperty("state").GetString(),
            ignoreCase: true
        );
        await config;
        var study = NamedPipe.Give(_shell.In("pipe.yaml"), "axes: ['position=rope,alibi']\ntask: copy\nseedCount: 1\n");
        Assert.Equal(2, (await Done("ablate", "--study", "./pipe.yaml", "--dry-run")).GetProperty("runs").GetInt32());
        await study;
    }

    [Fact]
    public async Task What_is_read_again_is_refused_with_what_is_needed()
    {
        // Nobody writes to it: whoever opened it would wait for ever.
        using (var made = System.Diagnostics.Process.Start("mkfifo", [_shell.In("pipe.yaml")]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        foreach (
            var (line, option, path) in (IEnumerable<(string[], string, string)>)
                [
                    (["ablate", "position=rope,alibi", "--data", "./pipe.yaml"], "--data", _shell.In("pipe.yaml")),
                    (["ablate", "position=rope,alibi", "--data", "/dev/stdin"], "--data", "/dev/stdin"),
                    (["ablate", "position=rope,alibi", "--task", "copy", "--base", "./pipe.yaml"], "--base", _shell.In("pipe.yaml")),
                    (["ablate", "position=rope,alibi", "--task", "copy", "--plugin", "./pipe.yaml"], "plugin", _shell.In("pipe.yaml")),
                    (["train", "--task", "copy", "--plugin", "/dev/fd/63"], "plugin", "/dev/fd/63"),
                ]
        )
        {
            var outcome = await _shell.Run(line);
            Assert.True(outcome.Code == ExitCode.BadUsage, outcome.ToString());
            Assert.Contains($"{option}: a file is needed here, and this is a pipe or a device (got {path})", outcome.Error);
            Assert.Contains("Save it to a file first.", outcome.Error);
        }
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_file_is_said_to_be_one()
    {
        Directory.CreateDirectory(_shell.In("folder.yaml"));
        Assert.Contains("data: the data is a folder", (await _shell.Run("train", "--data", "./folder.yaml")).Error);
        foreach (
            var line in (string[][])
                [
                    ["train", "--base", "./folder.yaml"],
                    ["ablate", "position=rope,alibi", "--plugin", "./folder.yaml"],
                    ["ablate", "--study", "./folder.yaml"],
                ]
        )
        {
            var outcome = await _shell.Run([.. line, "--task", "copy"]);
            Assert.True(outcome.Code == ExitCode.BadUsage, outcome.ToString());
            Assert.Contains("folder.yaml", outcome.Error);
        }
    }
}
