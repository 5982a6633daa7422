using System.Diagnostics;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Experiments;

namespace Workbench.Tests.Configuration;

/// <summary>The published schemas of YAML files, and what another implementation (Python's jsonschema) says of our files.</summary>
public sealed class ConfigSchemaTests
{
    [Fact]
    public void The_published_schemas_are_those_of_the_records()
    {
        Golden.Check(ConfigSchema.Of<Study>(), "../../../docs/schemas/study.json");
        Golden.Check(ConfigSchema.Of<Experiment>(), "../../../docs/schemas/experiment.json");
    }

    [Fact]
    public void Another_validator_accepts_our_files_and_finds_faults()
    {
        using var folder = new TemporaryFolder();
        foreach (var experiment in ExperimentFolder.In(Clone.In("experiments")))
        {
            Assert.Equal("", Validate("study.json", experiment.StudyFile(ExperimentBudget.Smoke)));
            Assert.Equal("", Validate("study.json", experiment.StudyFile(ExperimentBudget.Full)));
            Assert.Equal("", Validate("experiment.json", Path.Combine(experiment.FullPath, "experiment.yaml")));
        }
        Assert.Equal(
            "",
            Validate("study.json", folder.Write("own.yaml", ConfigTree.ToYaml(new Study { Axes = ["norm=layernorm,rmsnorm"] })))
        );
        Assert.Contains("seedcount", Validate("study.json", folder.Write("key.yaml", "seedcount: 3\n")));
        Assert.Contains("is not of type 'integer'", Validate("study.json", folder.Write("type.yaml", "seedCount: many\n")));
        Assert.Contains(
            "is not one of",
            Validate("experiment.json", folder.Write("word.yaml", "question: q\npredictions: [{text: t, compared: c, expect: best}]\n"))
        );
        Assert.Equal("", Validate("experiment.json", folder.Write("short.yaml", "question: q\nmeasures: [step-cost]\n")));
        Assert.Contains(
            "is not valid under any of the given schemas",
            Validate("experiment.json", folder.Write("measure.yaml", "question: q\nmeasures: [{variant: step-cost, depths: [1]}]\n"))
        );
        Assert.Contains(
            "'expect' is a required property",
            Validate("experiment.json", folder.Write("missing.yaml", "question: q\npredictions: [{text: t, compared: c}]\n"))
        );
    }

    // The faults, one a line.
    private static string Validate(string schema, string file)
    {
        const string script = """
            import json, sys, yaml, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            for fault in jsonschema.Draft202012Validator(schema).iter_errors(yaml.safe_load(open(sys.argv[2]))):
                print(fault.message)
            """;
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", script, Clone.In("docs", "schemas", schema), file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return output;
    }
}
