using System.Text.Json;
using System.Text.RegularExpressions;
using Workbench.Cli;
using Workbench.Notebook.Magics;
using Workbench.Operations;
using YamlDotNet.RepresentationModel;

namespace Workbench.Architecture.Tests;

/// <summary>What other machines run: the workflows of CI and the container for development.</summary>
public partial class WorkflowTests
{
    public static TheoryData<string> Workflows() =>
        [
            .. Directory
                .EnumerateFiles(Clone.In(".github", "workflows"))
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Its_commands_can_be_typed_and_its_files_exist(string workflow)
    {
        using var shell = new Shell();
        var terminal = new Terminal(
            TextReader.Null,
            TextWriter.Null,
            TextWriter.Null,
            OutIsTerminal: false,
            ErrorIsTerminal: false,
            Width: 100,
            Colour: false
        );
        var program = new WorkbenchCli(shell.HostEnvironment, terminal, Workbench.Notebook.NotebookComposition.CreateInterpreter);
        var lines = Scripts(workflow).SelectMany(script => script.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var commands = lines
            .Where(line => line.StartsWith("./workbench ", StringComparison.Ordinal))
            .Select(line => MagicTokenizer.Read(line["./workbench ".Length..], []))
            .ToList();
        Assert.Contains(lines, line => line.StartsWith("./workbench ", StringComparison.Ordinal) || line == ".ci/run");
        Assert.Equal(
            [],
            commands.SelectMany(words => ParseErrors.Of(program.Parse(words), CommandSurface.Shell).Select(fault => $"{workflow}: {fault}"))
        );
        var files = lines.SelectMany(line => ClonePath().Matches(line).Select(match => match.Value)).ToList();
        Assert.Equal([], files.Where(file => !File.Exists(Clone.In(file))));
    }

    [Fact]
    public void Ci_runs_the_first_commands_of_the_readme()
    {
        var block = ShellBlock().Match(Clone.Read("README.md")).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ran = Scripts("ci.yml").SelectMany(script => script.Split('\n')).ToList();
        Assert.Equal(2, block.Length);
        Assert.Contains(block[0], ran);
        // The second one is what .ci/run starts.
        Assert.Contains(".ci/run", ran);
        Assert.Contains($"exec {block[1]}", Clone.Read(".ci", "run"));
    }

    [Fact]
    public void A_workflow_compares_a_notebook_with_its_outputs() =>
        Assert.Contains(
            Scripts("notebook.yml"),
            script =>
                script.StartsWith("./workbench run samples/notebook/", StringComparison.Ordinal)
                && script.Contains(" --check", StringComparison.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Its_sdk_is_that_of_global_json(string workflow)
    {
        var jobs = Jobs(workflow);
        Assert.NotEmpty(jobs);
        Assert.All(
            jobs,
            job =>
                Assert.Contains(
                    Steps(job),
                    step =>
                        Text(step, "uses") is { } uses
                        && uses.StartsWith("actions/setup-dotnet@", StringComparison.Ordinal)
                        && step.Children["with"] is YamlMappingNode with
                        && Text(with, "global-json-file") == "global.json"
                )
        );
    }

    [Fact]
    public void The_container_for_development_is_valid_json_and_builds_when_it_is_made()
    {
        using var document = JsonDocument.Parse(Clone.Read(".devcontainer", "devcontainer.json"));
        var root = document.RootElement;
        Assert.Equal("./workbench --help", root.GetProperty("postCreateCommand").GetString());
        Assert.EndsWith(":bookworm", root.GetProperty("image").GetString(), StringComparison.Ordinal);
        var sdk = Assert
            .Single(root.GetProperty("features").EnumerateObject(), feature => feature.Name.Contains("/dotnet:", StringComparison.Ordinal))
            .Value.GetProperty("version")
            .GetString();
        using var global = JsonDocument.Parse(Clone.Read("global.json"));
        Assert.StartsWith($"{sdk}.", global.RootElement.GetProperty("sdk").GetProperty("version").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_tools_of_the_manifest_and_the_pages_of_the_site_are_there()
    {
        using var tools = JsonDocument.Parse(Clone.Read(".config", "dotnet-tools.json"));
        Assert.Matches(@"^\d+\.\d+\.\d+$", tools.RootElement.GetProperty("tools").GetProperty("docfx").GetProperty("version").GetString());
        using var site = JsonDocument.Parse(Clone.Read("docfx.json"));
        Assert.StartsWith("artifacts/", site.RootElement.GetProperty("build").GetProperty("output").GetString(), StringComparison.Ordinal);
        var pages = TocPage().Matches(Clone.Read("docs", "toc.yml")).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal([], pages.Where(page => !File.Exists(Clone.In("docs", page))));
        var missing = Directory
            .EnumerateFiles(Clone.In("docs"), "*.md")
            .Select(path => Path.GetFileName(path))
            .Except(pages)
            .Except(["decisions.md"]);
        Assert.Equal([], missing);
    }

    private static List<YamlMappingNode> Jobs(string workflow)
    {
        using var text = new StringReader(Clone.Read(".github", "workflows", workflow));
        var yaml = new YamlStream();
        yaml.Load(text);
        var jobs = (YamlMappingNode)((YamlMappingNode)yaml.Documents[0].RootNode).Children["jobs"];
        return [.. jobs.Children.Values.Cast<YamlMappingNode>()];
    }

    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode job) =>
        ((YamlSequenceNode)job.Children["steps"]).Cast<YamlMappingNode>();

    private static List<string> Scripts(string workflow) =>
        [.. Jobs(workflow).SelectMany(Steps).Select(step => Text(step, "run")).OfType<string>().Select(text => text.Trim())];

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    [GeneratedRegex(@"(?<=^| )(?:samples|notebooks|build|bench|\.ci)/\S+")]
    private static partial Regex ClonePath();

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"href: ((?!\.\./artifacts)[^\s}]+)")]
    private static partial Regex TocPage();
}
