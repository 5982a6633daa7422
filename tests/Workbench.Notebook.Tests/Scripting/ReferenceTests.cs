using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Notebook;
using Workbench.Notebook.Scripting;
using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Notebook.Tests.Scripting;

public sealed class ReferenceTests : IDisposable
{
    private readonly TestInterpreter _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Fact]
    public async Task An_assembly_is_referred_to_by_its_path()
    {
        var path = Path.Combine(_notebook.Folder, "Greeting.dll");
        var runtime = MetadataReference.CreateFromFile(typeof(object).Assembly.Location);
        Assert.True(
            CSharpCompilation
                .Create(
                    "Greeting",
                    [
                        CSharpSyntaxTree.ParseText(
                            "namespace Greetings "
                                + "{ public static class Greeting { public static string Of(string name) => \"Hello, \" + name; } }"
                        ),
                    ],
                    [runtime],
                    new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
                )
                .Emit(path)
                .Success
        );
        Assert.Equal("Hello, you", await _notebook.Value("#r \"Greeting.dll\"\nGreetings.Greeting.Of(\"you\")"));
        Assert.Equal("Hello, again", await _notebook.Value("using Greetings;\nGreeting.Of(\"again\")"));
        var (_, shown) = await _notebook.Run("#r \"Nowhere.dll\"\n1");
        Assert.Contains("CS0006", shown.Error!.Value);
    }

    [Fact]
    public async Task A_package_is_restored_with_what_it_depends_on()
    {
        var (outcome, shown) = await _notebook.Run(
            "#r \"nuget: FsCheck, 3.6.0\"\nusing FsCheck;\ntypeof(Arbitrary<int>).Assembly.GetName().Name"
        );
        Assert.True(outcome.Status == CellStatus.Ok, outcome.Error?.Value);
        Assert.Equal("FsCheck", shown.Result);
        Assert.Contains("restoring FsCheck, 3.6.0", shown.ErrorText);
        Assert.Equal("FSharp.Core", await _notebook.Value("typeof(Microsoft.FSharp.Core.Unit).Assembly.GetName().Name"));
        var (_, missing) = await _notebook.Run("#r \"nuget: No.Such.Package.Anywhere, 1.0.0\"\n1");
        Assert.Contains("the package feed has no such package (got No.Such.Package.Anywhere)", missing.Error!.Value);
        Assert.Equal("FsCheck", await _notebook.Value("typeof(Arbitrary<int>).Assembly.GetName().Name"));
    }

    [Fact]
    public async Task A_package_that_brings_several_assemblies_can_be_used_and_others_after_it()
    {
        var code = "#r \"nuget: Serilog.Sinks.Console, 6.1.1\"\nusing Serilog;\nnew LoggerConfiguration().WriteTo.Console().GetType().Name";
        Assert.Equal("LoggerConfiguration", await _notebook.Value(code));
        Assert.Equal("FsCheck", await _notebook.Value("#r \"nuget: FsCheck, 3.6.0\"\ntypeof(FsCheck.Gen<>).Assembly.GetName().Name"));
    }

    [Fact]
    public async Task A_package_of_a_loaded_script_is_restored_at_any_depth()
    {
        Directory.CreateDirectory(Path.Combine(_notebook.Folder, "deep"));
        Write("outer.csx", "#load \"deep/inner.csx\"");
        Write("deep/inner.csx", "#r \"nuget: FsCheck, 3.6.0\"\nvar brought = typeof(FsCheck.Gen<>).Assembly.GetName().Name;");
        Assert.Equal("FsCheck", await _notebook.Value("#load \"outer.csx\"\nbrought"));
        Write("missing.csx", "\n#r \"nuget: No.Such.Package.Anywhere, 1.0.0\"");
        var (_, shown) = await _notebook.Run("#load \"missing.csx\"");
        Assert.Contains("missing.csx, line 2: the package feed has no such package (got No.Such.Package.Anywhere)", shown.Error!.Value);
        Write("wrong.csx", "#r \"nuget: , 1\"");
        Assert.Contains(
            "wrong.csx, line 1: a package reference must be a name and a version (got nuget: , 1)",
            (await _notebook.Run("#load \"wrong.csx\"")).Shown.Error!.Value
        );
    }

    [Fact]
    public async Task A_version_that_is_not_served_is_one_fault()
    {
        var (_, shown) = await _notebook.Run("#r \"nuget: FsCheck, 99.0.0\"\n1");
        Assert.StartsWith(
            "cell 1, line 1: the package feed has no such version (got FsCheck, 99.0.0); allowed: Found ",
            shown.Error!.Value
        );
        Assert.Contains(". Write #r \"nuget: FsCheck, ", shown.Error.Value);
        Assert.DoesNotContain('\n', shown.Error.Value);
        Assert.DoesNotContain("NU1102", string.Join('\n', shown.Error.Traceback));
    }

    [Fact]
    public void NuGets_lines_are_one_fault_a_package()
    {
        AskedPackage[] asked = [new(new("A.B", "9.0.0"), "cell 1, line 1"), new(new("A", "1.0.1"), "x.csx, line 2")];
        const string two =
            "/tmp/cell.csproj : error NU1102: Unable to find package A.B with version (>= 9.0.0) [/tmp/cell.csproj]\n"
            + "/tmp/cell.csproj : error NU1102:   - Found 10 version(s) in nuget.org [ Nearest version: 8.0.1 ]\n/tmp/cell.csproj "
            + ": error NU1102:   - Found 0 version(s) in other\n";
        Assert.Equal(
            "cell 1, line 1: the package feed has no such version (got A.B, 9.0.0); allowed: Found 10 versions in nuget.org [ "
                + "Nearest version: 8.0.1 ]; Found 0 versions in other. "
                + "Write #r \"nuget: A.B, 8.0.1\".",
            Assert.Single(RestoreFaults.Of(asked, 1, two + two)).ToString()
        );
        const string replaced =
            "/tmp/cell.csproj : warning NU1603: cell depends on A (>= 1.0.1) but A 1.0.1 was not found. A 1.0.2 was resolved instead.\n"
            + "/tmp/cell.csproj : warning NU1603: A.B 9.0.0 depends on C (>= 1.0.0) but C 1.0.0 was not found. C 1.0.1 was "
            + "resolved instead.\n";
        Assert.Equal(
            "x.csx, line 2: the package feed has no such version (got A, 1.0.1); allowed: 1.0.2 is the next available version. "
                + "Write #r \"nuget: A, 1.0.2\".",
            Assert.Single(RestoreFaults.Of(asked, 0, replaced)).ToString()
        );
        Assert.Empty(RestoreFaults.Of(asked, 0, ""));
        Assert.Contains(
            "NU1605: Detected package downgrade",
            Assert.Single(RestoreFaults.Of(asked, 1, "x : error NU1605: Detected package downgrade: C\n")).ToString()
        );
    }

    [Fact]
    public void A_package_is_named_with_its_version()
    {
        Assert.Null(PackageRequest.Parse("some/path.dll"));
        Assert.Equal(new PackageRequest("A.B", "1.2.0-beta"), PackageRequest.Parse("nuget: A.B, 1.2.0-beta"));
        Assert.Equal(new PackageRequest("A.B", "*"), PackageRequest.Parse("nuget:A.B"));
        Assert.Contains(
            "a package reference must be a name and a version (got nuget: , 1)",
            Assert.Throws<InvalidInputException>(() => PackageRequest.Parse("nuget: , 1")).Message
        );
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_notebook.Folder, name), text);
}
