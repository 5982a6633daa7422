using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Architecture.Tests;

/// <summary>
/// Who may know whom, downward only. Every name in the sources is bound by the compiler; what it binds to must be allowed.
/// </summary>
public class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Configuration"] = [],
        ["Statistics"] = [],
        ["Reporting"] = ["Statistics", "Training"],
        ["Tokenizers"] = ["Configuration"],
        ["Data"] = ["Configuration", "Statistics", "Tokenizers"],
        ["Models"] = ["Configuration", "Data"],
        ["Weights"] = ["Configuration", "Tokenizers", "Models"],
        ["Pretrained"] = ["Configuration", "Data", "Tokenizers", "Models", "Weights"],
        ["Training"] = ["Configuration", "Statistics", "Data", "Tokenizers", "Models", "Weights"],
        ["Generation"] = ["Configuration", "Tokenizers", "Models"],
        ["Ablation"] = ["Configuration", "Statistics", "Data", "Tokenizers", "Models", "Training", "Generation"],
        ["Experiments"] = ["Configuration", "Statistics", "Data", "Models", "Training", "Ablation"],
        ["Operations"] =
        [
            "Configuration",
            "Statistics",
            "Reporting",
            "Data",
            "Tokenizers",
            "Models",
            "Weights",
            "Pretrained",
            "Training",
            "Generation",
            "Ablation",
            "Experiments",
        ],
        // Projects of their own.
        ["Notebook"] =
        [
            "Configuration",
            "Statistics",
            "Reporting",
            "Data",
            "Tokenizers",
            "Models",
            "Training",
            "Generation",
            "Ablation",
            "Operations",
        ],
        ["Interactive"] = ["Configuration", "Ablation", "Operations", "Notebook"],
        // It runs in other people's processes.
        ["Polyglot"] = [],
        ["Cli"] =
        [
            "Configuration",
            "Statistics",
            "Reporting",
            "Data",
            "Tokenizers",
            "Models",
            "Training",
            "Generation",
            "Ablation",
            "Operations",
            "Notebook",
            "Interactive",
        ],
    };

    [Fact]
    public void Arrows_point_downward()
    {
        var known = References(Sources()).ToList();
        Assert.True(known.Count > 100, $"only {known.Count} references were bound: the sources were not found");
        var wrong = known
            .Where(one => one.To != one.From && !Allowed[one.From].Contains(one.To))
            .Select(one => $"{one.From} knows {one.To}: {one.Where}")
            .Distinct()
            .Order()
            .ToList();
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_forbidden_arrow_is_found()
    {
        const string source = "namespace Workbench.Statistics { class Wrong { object x = Models.ModelPresets.All; } }";
        var found = References([
            CSharpSyntaxTree.ParseText(source, path: "Statistics/Wrong.cs", cancellationToken: TestContext.Current.CancellationToken),
            .. Sources(),
        ]);
        Assert.Contains(found, one => one is { From: "Statistics", To: "Models" });
    }

    // A folder is read as a whole: if two need each other, they are one. Projects cannot form circles, so each is looked at by itself.
    [Fact]
    public void Folders_have_no_circles()
    {
        var references = References(Sources()).ToList();
        var arrows = references
            .Select(one => (one.FromFolder, one.ToFolder))
            .Where(one => !Contains(one.FromFolder, one.ToFolder) && !Contains(one.ToFolder, one.FromFolder));
        var next = arrows.Distinct().ToLookup(one => one.FromFolder, one => one.ToFolder);
        var circles =
            from one in references
            where next[one.FromFolder].Contains(one.ToFolder) && Reachable(one.ToFolder).Contains(one.FromFolder)
            group one.Where by $"{one.FromFolder} -> {one.ToFolder}" into arrow
            orderby arrow.Key
            select $"{arrow.Key} ({string.Join(", ", arrow.Distinct())})";
        Assert.Equal("", string.Join('\n', circles));

        static bool Contains(string folder, string inner) => $"{inner}/".StartsWith($"{folder}/", StringComparison.Ordinal);

        HashSet<string> Reachable(string start)
        {
            var seen = new HashSet<string> { start };
            var open = new Stack<string>([start]);
            while (open.TryPop(out var at))
                foreach (var to in next[at].Where(seen.Add))
                    open.Push(to);
            return seen;
        }
    }

    [Fact]
    public void Every_folder_has_its_place()
    {
        var folders = Directory.EnumerateDirectories(Clone.In("src", "Workbench")).Select(Path.GetFileName);
        Assert.Empty(folders.Except(Allowed.Keys));
        var projects = Directory
            .EnumerateDirectories(Clone.In("src"), "Workbench.*")
            .Select(path => Path.GetFileName(path))
            .Where(name => name != "Workbench")
            .Select(name => name.Split('.')[1]);
        Assert.Equal(["Cli", "Interactive", "Notebook", "Polyglot"], projects.Order());
    }

    [Fact]
    public void A_folder_is_a_namespace()
    {
        var wrong =
            from tree in Sources()
            from declared in tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            let folder = Folder(tree)
            let name = declared.Name.ToString()
            where folder.Length > 0 && name != $"Workbench.{folder}" && !name.StartsWith($"Workbench.{folder}.", StringComparison.Ordinal)
            select $"{tree.FilePath}: {name}";
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Kernels")]
    [InlineData("Workbench", "Workbench.Notebook", "Workbench.Interactive", "workbench-cli", "Workbench.Benches")]
    [InlineData("Workbench.Notebook", "Workbench.Interactive", "workbench-cli", "Workbench.Benches")]
    [InlineData("Workbench.Interactive", "workbench-cli")]
    [InlineData("Workbench.Polyglot")]
    [InlineData("Workbench.Cli", "Workbench.Benches")]
    public void Internals_are_open_to_the_product_and_its_tests_only(string project, params string[] allowed)
    {
        Assert.Empty(Included(Clone.Read("src", project, $"{project}.csproj"), "InternalsVisibleTo").Except(allowed));
        string[] tests = [.. Directory.EnumerateDirectories(Clone.In("tests"), "*.Tests").Select(path => Path.GetFileName(path))];
        var friends = Included(Clone.Read("Directory.Build.props"), "InternalsVisibleTo");
        Assert.Equal(tests.Append("Workbench.Testing").Order(StringComparer.Ordinal), friends.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_has_its_tests()
    {
        var projects = Directory.EnumerateDirectories(Clone.In("src")).Select(path => Path.GetFileName(path)).Append("Workbench.Benches");
        Assert.All(projects, name => Assert.True(File.Exists(Clone.In("tests", $"{name}.Tests", $"{name}.Tests.csproj")), name));
    }

    [Theory]
    [InlineData("Kernels")]
    [InlineData("Workbench", "Kernels")]
    [InlineData("Workbench.Notebook", "Workbench")]
    [InlineData("Workbench.Interactive", "Workbench.Notebook")]
    [InlineData("Workbench.Polyglot")]
    [InlineData("Workbench.Cli", "Workbench.Notebook", "Workbench.Interactive")]
    public void Projects_point_downward(string project, params string[] allowed) =>
        Assert.Empty(
            Included(Clone.Read("src", project, $"{project}.csproj"), "ProjectReference")
                .Select(Path.GetFileNameWithoutExtension)
                .Except(allowed)
        );

    [Fact]
    public void The_library_has_no_compiler_no_web_server_and_no_sockets()
    {
        var known = typeof(Workbench.Ablation.Study).Assembly.GetReferencedAssemblies().Select(one => one.Name!).ToList();
        Assert.Contains("TorchSharp", known);
        string[] banned = ["Microsoft.CodeAnalysis", "Microsoft.AspNetCore", "System.Net.Sockets", "Microsoft.DotNet.Interactive"];
        Assert.DoesNotContain(known, name => banned.Any(one => name.StartsWith(one, StringComparison.Ordinal)));
        Assert.Empty(Included(Clone.Read("src", "Workbench", "Workbench.csproj"), "FrameworkReference"));
    }

    private static List<string> Included(string project, string item) =>
        [.. Regex.Matches(project, $"{item} Include=\"([^\"]+)\"").Select(match => match.Groups[1].Value)];

    // src/Workbench/FOLDER/… and src/Workbench.FOLDER/…
    private static string Folder(SyntaxTree tree)
    {
        var parts = Path.GetRelativePath(Clone.In("src"), Path.GetFullPath(tree.FilePath, Clone.In("src", "Workbench"))).Split('/');
        return parts[0] != "Workbench" ? parts[0]["Workbench.".Length..]
            : parts.Length > 2 ? parts[1]
            : "";
    }

    private static IReadOnlyList<SyntaxTree> Sources() =>
        [
            .. from project in Directory.EnumerateDirectories(Clone.In("src"), "Workbench*")
            from path in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            select CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path),
        ];

    private static IEnumerable<(string From, string To, string FromFolder, string ToFolder, string Where)> References(
        IReadOnlyList<SyntaxTree> trees
    )
    {
        var implicitUsings = CSharpSyntaxTree.ParseText(
            string.Concat(
                new[]
                {
                    "System",
                    "System.Collections.Generic",
                    "System.IO",
                    "System.Linq",
                    "System.Net.Http",
                    "System.Threading",
                    "System.Threading.Tasks",
                }.Select(name => $"global using {name};")
            )
        );
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileNameWithoutExtension(path)
                    is not ("workbench-cli" or "Workbench" or "Workbench.Notebook" or "Workbench.Interactive" or "Workbench.Polyglot")
            )
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Workbench",
            [.. trees, implicitUsings],
            assemblies,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true)
        );
        return from tree in trees.AsParallel()
            let owner = Folder(tree)
            where owner.Length > 0
            let model = compilation.GetSemanticModel(tree)
            from name in tree.GetRoot().DescendantNodes(node => node is not UsingDirectiveSyntax).OfType<SimpleNameSyntax>()
            let symbol = model.GetSymbolInfo(name).Symbol
            where symbol is not null and not INamespaceSymbol
            let to = symbol.ContainingNamespace?.ToString()?.Split('.')
            where to is ["Workbench", _, ..] && symbol.ContainingAssembly?.Name == "Workbench"
            let declared = symbol.DeclaringSyntaxReferences.FirstOrDefault()
            where declared is not null
            let fromFolder = Path.GetRelativePath(Clone.In("src"), Path.GetDirectoryName(tree.FilePath)!)
            let toFolder = Path.GetRelativePath(Clone.In("src"), Path.GetDirectoryName(declared.SyntaxTree.FilePath)!)
            select (owner, to[1], fromFolder, toFolder, $"{Path.GetFileName(tree.FilePath)}: {name}");
    }
}
