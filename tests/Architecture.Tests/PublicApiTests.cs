using System.Reflection;
using PublicApiGenerator;

namespace Workbench.Architecture.Tests;

/// <summary>The public members of each library, reviewed as text: ApiBaselines/ASSEMBLY.txt.</summary>
public class PublicApiTests
{
    public static TheoryData<string> Libraries() => ["Workbench", "Workbench.Interactive", "Workbench.Kernels", "Workbench.Notebook"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_members_are_those_of_the_baseline(string library)
    {
        var options = new ApiGeneratorOptions { IncludeAssemblyAttributes = false, ExcludeAttributes = Invisible };
        Golden.Check(
            Assembly.Load(library).GeneratePublicApi(options).ReplaceLineEndings("\n").TrimEnd() + "\n",
            $"ApiBaselines/{library}.txt"
        );
    }

    [Fact]
    public void Every_library_has_a_baseline_and_every_baseline_a_library()
    {
        var projects = Directory
            .EnumerateFiles(Clone.In("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .ToList();
        // The two programs, and the extension that nothing may be compiled against.
        string[] none = ["Workbench.Cli", "Workbench.Polyglot"];
        var libraries = projects.Except(none).Select(name => name == "Kernels" ? "Workbench.Kernels" : name).Order(StringComparer.Ordinal);
        Assert.Equal(libraries, Libraries().Select(row => row.Data));
        Assert.Equal(
            libraries,
            Directory
                .EnumerateFiles(Clone.In("tests", "Architecture.Tests", "ApiBaselines"))
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Order(StringComparer.Ordinal)
        );
    }

    // Written by the compiler, or for it: they say nothing to a caller.
    private static readonly string[] Invisible =
    [
        "System.Runtime.CompilerServices.NullableContextAttribute",
        "System.Runtime.CompilerServices.NullableAttribute",
        "System.Runtime.CompilerServices.CompilerGeneratedAttribute",
        "System.Runtime.CompilerServices.SkipLocalsInitAttribute",
        "System.CodeDom.Compiler.GeneratedCodeAttribute",
        "System.Diagnostics.CodeAnalysis.SuppressMessageAttribute",
    ];
}
