using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Notebook;
using Workbench.Notebook.Tests.Documents;

namespace Workbench.Notebook.Tests.Scripting;

/// <summary>Files in cells: where their paths start, circles, and ordinary C# files.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly TestInterpreter _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Fact]
    public async Task Relative_paths_start_from_the_file_in_which_they_stand()
    {
        Write("b/B.dib", "#!csharp\n\n#!import c/C.csx\n\n#!csharp\n\nvar b = c + 1;");
        Write("b/c/C.csx", "#load \"d/D.csx\"\n#!import ../E.ipynb\nvar c = d + e;");
        Write("b/c/d/D.csx", "#load \"../../F.csx\"\nvar d = f;");
        Write("b/F.csx", "#r \"lib/Greeting.dll\"\nvar f = Greetings.Greeting.Length(\"four\");");
        Samples.Code("#r \"lib/Greeting.dll\"\nvar e = Greetings.Greeting.Length(\"sixsix\");").WriteIpynb(In("b/E.ipynb"));
        Directory.CreateDirectory(In("b/lib"));
        Assert.True(
            CSharpCompilation
                .Create(
                    "Greeting",
                    [
                        CSharpSyntaxTree.ParseText(
                            "namespace Greetings { public static class Greeting { public static int Length(string text) => text.Length; } }"
                        ),
                    ],
                    [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
                    new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
                )
                .Emit(In("b/lib/Greeting.dll"))
                .Success
        );
        Assert.Equal("11", await _notebook.Value("#!import b/B.dib\nb"));
    }

    [Fact]
    public async Task A_fault_in_a_file_names_the_file_and_the_line()
    {
        Write("b/B.csx", "\n#!import missing.csx");
        Assert.Equal(
            $"b/B.csx, line 2: there is no such file (got {In("b/missing.csx")}). Relative paths start from the folder of the "
                + $"file in which they stand, b/B.csx.",
            await Fault("#!import b/B.csx")
        );
        Write("b/Wrong.csx", "var a = 1;\nint b = \"\";");
        Assert.StartsWith("b/Wrong.csx(2,9): error CS0029", await Fault("#!import b/Wrong.csx"));
        Write("b/Throws.csx", "\nthrow new InvalidOperationException();");
        Assert.Contains("at b/Throws.csx, line 2", Plain((await _notebook.Run("#!import b/Throws.csx")).Shown.Error!));
        Write("b/Outer.csx", "#load \"Wrong.csx\"");
        Assert.StartsWith($"{In("b/Wrong.csx")}(2,9): error CS0029", await Fault("#load \"b/Outer.csx\""));
    }

    [Fact]
    public async Task Files_that_bring_each_other_are_refused()
    {
        Write("a/A.csx", "#!import ../b/B.csx");
        Write("b/B.csx", "var first = 1;\n#!import ../a/A.csx");
        Assert.Equal(
            "b/B.csx, line 2: files must not import each other in a circle (got a/A.csx -> b/B.csx -> a/A.csx). Move the shared "
                + "code into a separate file.",
            await Fault("#!import a/A.csx")
        );
        Write("X.csx", "#load \"Y.csx\"");
        Write("Y.csx", "\n#load \"X.csx\"");
        Assert.Equal(
            $"{In("Y.csx")}, line 2: scripts must not load each other in a circle (got X.csx -> Y.csx -> X.csx). Move the shared "
                + $"code into a separate script.",
            await Fault("#load \"X.csx\"")
        );
        Write("Self.csx", "#load \"Self.csx\"\nvar self = 1;");
        Assert.Contains("Self.csx -> Self.csx", await Fault("#!import Self.csx"));
        Write("Diamond.csx", "#load \"Left.csx\"\n#load \"Right.csx\"");
        Write("Left.csx", "#load \"Base.csx\"\nvar left = root;");
        Write("Right.csx", "#load \"Base.csx\"\nvar right = root;");
        Write("Base.csx", "var root = 2;");
        Assert.Equal("4", await _notebook.Value("#load \"Diamond.csx\"\nleft + right"));
        Write("Magic.csx", "#!import Base.csx\nvar after = 1;");
        Assert.Equal(
            $"{In("Magic.csx")}, line 1: a script loaded by #load must not contain magics (got #!import Base.csx). #!import Magic.csx "
                + $"supports magics.",
            await Fault("#load \"Magic.csx\"")
        );
    }

    [Fact]
    public async Task Ordinary_files_have_namespaces_and_see_each_other()
    {
        Write(
            "lab/Scale.cs",
            "namespace Lab;\n\n/// <summary>Scales.</summary>\nstatic class Scale "
                + "{ internal static int Hidden => 1; public static int Twice(int x) => 2 * x; }"
        );
        Write(
            "lab/Shape.cs",
            "global using System.Text;\nusing Lab;\nnamespace Lab2 "
                + "{ public record Shape(int Width) { public StringBuilder Text() => new(\"\" + Scale.Twice(Width) + Helper.Name + Scale.Hidden); } }"
        );
        Write("lab/Helper.cs", "enum Helper { Name }");
        Assert.Equal(
            "8Name1",
            await _notebook.Value("#!import lab/Scale.cs lab/Helper.cs lab/Shape.cs\nnew Lab2.Shape(4).Text().ToString()")
        );
        Assert.Equal("10", await _notebook.Value("using Lab;\nScale.Twice(5)"));
        Write("Later.cs", "namespace Later { public static class Of { public static int Four => Lab.Scale.Twice(2); } }");
        Assert.Equal("4", await _notebook.Value("#!import Later.cs\nLater.Of.Four"));
    }

    [Fact]
    public async Task A_file_that_is_imported_again_takes_the_place_of_the_old_one_with_those_that_use_it()
    {
        Write("A.cs", "namespace N; public static class A { public static int Value => 1; }");
        Write("B.cs", "namespace N; public static class B { public static int Value => 10 * A.Value; }");
        Assert.Equal("10", await _notebook.Value("#!import A.cs\n#!import B.cs\nN.B.Value"));
        var before = await _notebook.Value("typeof(N.A).Assembly.GetName().Name");
        Assert.Equal(before, await _notebook.Value("#!import A.cs\ntypeof(N.A).Assembly.GetName().Name"));
        Write("A.cs", "namespace N; public static class A { public static int Value => 2; }");
        Assert.Equal("22", await _notebook.Value("#!import A.cs\nN.B.Value + N.A.Value"));
        Write("A.cs", "namespace N; public static class Renamed { }");
        Assert.StartsWith("B.cs(1,70): error CS0103", await Fault("#!import A.cs"));
        Assert.Equal("22", await _notebook.Value("N.B.Value + N.A.Value"));
    }

    [Fact]
    public async Task Errors_of_an_ordinary_file_stand_in_its_own_lines()
    {
        Write("src/Bad.cs", "namespace N\n{\n    class Bad { int x = \"\"; }\n}");
        Assert.StartsWith("src/Bad.cs(3,25): error CS0029", await Fault("#!import src/Bad.cs"));
        Write(
            "src/Throws.cs",
            "namespace N;\n\nclass Throws\n{\n    public static int Now() => throw new InvalidOperationException(\"now\");\n}"
        );
        Assert.Contains(
            "Throws.Now() in src/Throws.cs, line 5: public static int Now()",
            Plain((await _notebook.Run("#!import src/Throws.cs\nN.Throws.Now()")).Shown.Error!)
        );
        // What cannot be opened to cells is compiled as it is.
        Write(
            "src/Closed.cs",
            "namespace N;\ninternal class Outer { internal class Inner { } public Inner Make() => new(); }\npublic class Open "
                + "{ public override string ToString() => new Outer().Make().GetType().Name; }"
        );
        Assert.Equal("Inner", await _notebook.Value("#!import src/Closed.cs\nnew N.Open().ToString()"));
    }

    [Fact]
    public async Task A_namespace_in_a_script_is_refused_with_what_to_do()
    {
        Write("Named.cs", "namespace N;\npublic class A { }");
        var loaded = (await _notebook.Run("#load \"Named.cs\"")).Shown.Error!;
        Assert.Contains("Named.cs(1,1): error CS7021", loaded.Value);
        Assert.Contains("    #load supports only scripts; #!import Named.cs supports C# files with namespaces.", loaded.Traceback);
        Assert.Contains(
            "    Cells and scripts cannot declare namespaces: put the code into a .cs file and #!import the file.",
            (await _notebook.Run("namespace N { }")).Shown.Error!.Traceback
        );
    }

    private async Task<string> Fault(string code)
    {
        var (outcome, shown) = await _notebook.Run(code);
        Assert.Equal(CellStatus.Error, outcome.Status);
        return shown.Error!.Value;
    }

    private string In(string name) => Path.Combine(_notebook.Folder, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
    }

    private static string Plain(ErrorOutput error) => Regex.Replace(string.Join('\n', error.Traceback), "\e\\[\\d+m", "");
}
