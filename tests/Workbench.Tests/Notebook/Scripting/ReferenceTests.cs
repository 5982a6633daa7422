using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Notebook;
using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Tests.Notebook.Scripting;

public sealed class ReferenceTests : IDisposable
{
    private readonly TestInterpreter _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Fact]
    public async Task An_assembly_is_referred_to_by_its_path()
    {
        var path = Path.Combine(_notebook.Folder, "Greeting.dll");
        var runtime = MetadataReference.CreateFromFile(typeof(object).Assembly.Location);
        Assert.True(CSharpCompilation.Create("Greeting",
            [CSharpSyntaxTree.ParseText("namespace Greetings { public static class Greeting { public static string Of(string name) => \"Hello, \" + name; } }")],
            [runtime], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(path).Success);
        Assert.Equal("Hello, you", await _notebook.Value("#r \"Greeting.dll\"\nGreetings.Greeting.Of(\"you\")"));
        Assert.Equal("Hello, again", await _notebook.Value("using Greetings;\nGreeting.Of(\"again\")"));
        var (_, shown) = await _notebook.Run("#r \"Nowhere.dll\"\n1");
        Assert.Contains("CS0006", shown.Error!.Value);
    }

    [Fact]
    public async Task A_package_is_restored_with_what_it_depends_on()
    {
        var (outcome, shown) = await _notebook.Run("#r \"nuget: FsCheck, 3.6.0\"\nusing FsCheck;\ntypeof(Arbitrary<int>).Assembly.GetName().Name");
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
    public void A_package_is_named_with_its_version()
    {
        Assert.Null(PackageRequest.Parse("some/path.dll"));
        Assert.Equal(new PackageRequest("A.B", "1.2.0-beta"), PackageRequest.Parse("nuget: A.B, 1.2.0-beta"));
        Assert.Equal(new PackageRequest("A.B", "*"), PackageRequest.Parse("nuget:A.B"));
        Assert.Contains("a package is named with its version (got nuget: , 1)", Assert.Throws<InvalidInputException>(() => PackageRequest.Parse("nuget: , 1")).Message);
    }
}
