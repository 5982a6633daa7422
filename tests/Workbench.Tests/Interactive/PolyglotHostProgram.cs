using System.Collections;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis;

namespace Workbench.Tests.Interactive;

/// <summary>A host of one generation: its API (HostApi.cs), the package's assemblies, and a C# kernel without any imports.</summary>
internal sealed class PolyglotHostProgram : AssemblyLoadContext
{
    private readonly List<MetadataReference> _references;
    private readonly Assembly _api;
    private readonly string _library;
    private int _submissions;

    public PolyglotHostProgram(Package package, params string[] generation)
        : base("polyglot")
    {
        _library = package.In("lib", "net10.0");
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll") && name != "System.CommandLine.dll")
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)).ToList();
        var tree = CSharpSyntaxTree.ParseText(Clone.Read("tests", "Workbench.Tests", "Interactive", "HostApi.cs"), new CSharpParseOptions(preprocessorSymbols: generation));
        var image = Emit(CSharpCompilation.Create("Microsoft.DotNet.Interactive", [tree], framework, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)));
        _api = LoadFromStream(new MemoryStream(image));
        _references = [.. framework, MetadataReference.CreateFromImage(image), MetadataReference.CreateFromFile(Path.Combine(_library, "Workbench.dll"))];
        Host.GetProperty("Submit")!.SetValue(null, (Func<string, string, Task>)((code, kernel) =>
        {
            Assert.Equal("csharp", kernel);
            return SubmitAsync(code);
        }));
    }

    private Type Host => _api.GetType("Microsoft.DotNet.Interactive.FakeHost")!;

    public ICollection<string> Directives => [.. ((IDictionary)Host.GetProperty("Directives")!.GetValue(null)!).Keys.Cast<string>()];

    public IReadOnlyCollection<string> CommandTypes => (IReadOnlyCollection<string>)Host.GetProperty("CommandTypes")!.GetValue(null)!;

    public IDictionary<string, object> Variables => (IDictionary<string, object>)Host.GetProperty("Variables")!.GetValue(null)!;

    public List<(string Event, string Id, string MimeType, string Value)> Published => (List<(string, string, string, string)>)Host.GetProperty("Published")!.GetValue(null)!;

    /// <summary>Names that submissions have left in the session.</summary>
    public List<string> Left { get; } = [];

    public dynamic Directive(string name) => ((IDictionary)Host.GetProperty("Directives")!.GetValue(null)!)[name]!;

    /// <summary>Loads the extension, as the host does after <c>#r "nuget:…"</c>.</summary>
    public Task LoadAsync(Package package)
    {
        var script = File.ReadAllText(package.In("interactive-extensions", "dotnet", "extension.dib"));
        Assert.StartsWith("#!csharp\n", script, StringComparison.Ordinal);
        return SubmitAsync(script["#!csharp\n".Length..]);
    }

    public async Task SubmitAsync(string code)
    {
        Host.GetMethod("Enter")!.Invoke(null, [TestContext.Current.CancellationToken]);
        var compilation = CSharpCompilation.CreateScriptCompilation($"submission{++_submissions}", CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(kind: SourceCodeKind.Script)), _references, returnType: typeof(object));
        var assembly = LoadFromStream(new MemoryStream(Emit(compilation)));
        var entry = compilation.GetEntryPoint(TestContext.Current.CancellationToken)!;
        Left.AddRange(compilation.ScriptClass!.GetMembers().Where(member => !member.IsImplicitlyDeclared).Select(member => member.Name));
        await (Task)assembly.GetType(entry.ContainingType.MetadataName)!.GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.Invoke(null, [new object[4]])!;
    }

    public Task RunAsync(string cell) => (Task)Host.GetMethod("RunAsync")!.Invoke(null, [cell, TestContext.Current.CancellationToken])!;

    /// <summary>Ends the package's process.</summary>
    public Task StopAsync() => (Task)LoadFromAssemblyName(new AssemblyName("Workbench")).GetType("Workbench.Interactive.PolyglotHost")!.GetMethod("StopAsync")!.Invoke(null, [])!;

    // The package's own Workbench: what it finds beside itself is what a user has.
    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
    {
        "Microsoft.DotNet.Interactive" => _api,
        "Workbench" => LoadFromAssemblyPath(Path.Combine(_library, "Workbench.dll")),
        // What another host has in other versions may not be touched at all.
        "System.CommandLine" or "Microsoft.CodeAnalysis" or "Microsoft.CodeAnalysis.CSharp" or "Microsoft.DotNet.Interactive.Formatting" => throw new FileLoadException($"the host has another {assemblyName.Name}"),
        _ => null,
    };

    private static byte[] Emit(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var made = compilation.Emit(image);
        Assert.True(made.Success, string.Join('\n', made.Diagnostics));
        return image.ToArray();
    }
}
