using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Operations;

namespace Workbench.Tests.Operations;

/// <summary>Projects of variants of a user's own: what is written builds, passes the contract and can be compared at once.</summary>
public sealed class NewVariantTests : IDisposable
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;";

    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("attention", "attention")]
    [InlineData("feed-forward", "ffn")]
    [InlineData("heads", "heads")]
    [InlineData("initialisation", "model.initialisation")]
    [InlineData("norm", "norm")]
    [InlineData("position", "position")]
    public async Task Each_example_passes_the_contract(string family, string axis)
    {
        var name = $"written-{family}";
        var written = await _shell.Run(
            "new",
            "variant",
            name,
            "--family",
            axis.StartsWith("model.", StringComparison.Ordinal) ? family : axis
        );
        Assert.True(written.Code == ExitCode.Done, written.Error);
        Assert.Contains($"check {axis}={name} --plugin {name}/bin/{name}.dll", written.Out);
        var source = Directory.GetFiles(_shell.In(name), "*.cs").Single();
        Assert.DoesNotContain("VARIANT_", await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken));
        var plugin = Compile(name, source);
        var settings = axis.StartsWith("model.", StringComparison.Ordinal) ? axis["model.".Length..] : axis;
        // In a process of its own: a plug-in's names stay in the process, and other tests list all there are.
        var check = await WorkbenchProgram.Run(_shell.In(name), "check", $"{settings}={name}", "--plugin", plugin, "--models", "6");
        Assert.True(check.Code == 0, check.Out + check.Error);
    }

    [Fact]
    public void The_families_are_those_that_a_plug_in_can_extend() =>
        Assert.Equal(["attention", "feed-forward", "heads", "initialisation", "norm", "position"], VariantProject.Families);

    [Fact]
    public async Task The_written_commands_build_check_and_compare()
    {
        var host = _shell.HostEnvironment with { Repository = null };
        var folder = _shell.In("my norm");
        var written = await new NewVariant(host).RunAsync(
            new("written-built", "norm", folder),
            new Told(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(["written-built.csproj", "WrittenBuiltNorm.cs", "README.md"], written.Files);
        Assert.Equal("dotnet build 'my norm' -c Release", written.Lines[0]);
        Dotnet.Run("build", folder, "-c", "Release", "-nologo", "-v", "q", "-nodeReuse:false");
        // What the Workbench brings is not copied.
        Assert.False(File.Exists(Path.Combine(folder, "bin", "Workbench.dll")));
        foreach (var line in written.Lines.Skip(1))
        {
            string[] words = [.. Workbench.Ablation.StudyGrammar.Split(line["./workbench ".Length..])];
            var outcome = await _shell.Run([.. words, .. words[0] == "ablate" ? ["--dry-run"] : (string[])["--models", "2"]]);
            Assert.True(outcome.Code == ExitCode.Done, outcome.Out + outcome.Error);
        }
        Assert.Contains(
            written.Lines[2],
            await File.ReadAllTextAsync(Path.Combine(folder, "README.md"), TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task In_a_clone_the_project_references_its_source()
    {
        var host = _shell.HostEnvironment with { Repository = _shell.In("clone") };
        await new NewVariant(host).RunAsync(
            new("cloned", "position", _shell.In("cloned")),
            new Told(),
            TestContext.Current.CancellationToken
        );
        var project = await File.ReadAllTextAsync(_shell.In("cloned/cloned.csproj"), TestContext.Current.CancellationToken);
        Assert.Contains("<ProjectReference Include=\"../clone/src/Workbench/Workbench.csproj\" Private=\"false\" />", project);
        Assert.Contains("<PackageReference Include=\"TorchSharp\" Version=\"0.107.0\" ExcludeAssets=\"runtime\" />", project);
    }

    [Fact]
    public async Task What_cannot_be_written_is_named_and_nothing_is()
    {
        Directory.CreateDirectory(_shell.In("taken"));
        var outcome = await _shell.Run("new", "variant", "rope", "--family", "position", "--out", "taken");
        Assert.Equal((ExitCode.BadUsage, ""), (outcome.Code, outcome.Out));
        Assert.Contains("name: the name of a built-in variant of position cannot be registered again (got rope)", outcome.Error);
        Assert.Contains("--out: there is something at this path already (got taken). Give another folder: --out folder", outcome.Error);
        var unknown = await _shell.Run("new", "variant", "My_Norm", "--family", "architecture");
        Assert.Contains(
            "--family: a plug-in can bring no variants of this (got architecture); allowed: attention, feed-forward, heads, "
                + "initialisation, norm, position",
            unknown.Error
        );
        Assert.Contains(
            "name: a variant's name is lower-case letters, digits and '-', and starts with a letter (got \"My_Norm\")",
            unknown.Error
        );
        Assert.False(Path.Exists(_shell.In("My_Norm")));
    }

    private string Compile(string name, string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var file = _shell.In($"{name}.dll");
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            deterministic: true
        );
        var made = CSharpCompilation
            .Create(
                name,
                [CSharpSyntaxTree.ParseText(File.ReadAllText(source)), CSharpSyntaxTree.ParseText(ImplicitUsings)],
                references,
                options
            )
            .Emit(file);
        Assert.True(made.Success, string.Join('\n', made.Diagnostics));
        Assert.DoesNotContain(made.Diagnostics, one => one.Severity == DiagnosticSeverity.Warning);
        return file;
    }
}
