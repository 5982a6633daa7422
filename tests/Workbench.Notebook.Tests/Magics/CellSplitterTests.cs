using Workbench.Notebook.Magics;

namespace Workbench.Notebook.Tests.Magics;

public class CellSplitterTests
{
    private static readonly CellSplitter Splitter = new(name =>
        name switch
        {
            "html" or "time" => true,
            "who" or "ablate" or "bench" => false,
            _ => null,
        }
    );

    /// <summary>One line a part: what it is, the line of the cell, its text.</summary>
    private static string Show(string cell) =>
        string.Join(
            '\n',
            Splitter
                .Split(cell)
                .Select(part =>
                    part switch
                    {
                        CSharpPart code => $"{code.Line} C# {code.Code.Replace("\n", "|")}",
                        MagicPart { Body: { } body } magic =>
                            $"{magic.Line} {magic.Name}({magic.Arguments}) {magic.BodyLine} {body.Replace("\n", "|")}",
                        MagicPart magic => $"{magic.Line} {magic.Name}({magic.Arguments})",
                        _ => "?",
                    }
                )
        );

    [Theory]
    [InlineData("1 + 1", "0 C# 1 + 1")]
    [InlineData("#!who", "0 who()")]
    [InlineData("%who", "0 who()")]
    [InlineData("%%time\nx", "0 time() 1 x")]
    [InlineData("  #!who  ", "0 who()")]
    [InlineData(
        "var a = 1;\n#!ablate  position=rope,alibi --seeds 2 \na + 1\n",
        "0 C# var a = 1;|\n1 ablate(position=rope,alibi --seeds 2)\n2 C# a + 1|"
    )]
    [InlineData("#!ablate a=1,2 \\\n   --seeds 2 \\\n   --steps 5\nx", "0 ablate(a=1,2     --seeds 2     --steps 5)\n3 C# x")]
    [InlineData("#!html\n<b>\n#!who\n", "0 html() 1 <b>|#!who|")]
    [InlineData("x\n#!html --name page\n", "0 C# x|\n1 html(--name page) 2 ")]
    [InlineData("#r \"a.dll\"\n#load \"b.csx\"\n#region r\n#endregion", "0 C# #r \"a.dll\"|#load \"b.csx\"|#region r|#endregion")]
    [InlineData("#!who;\nx", "0 who;()\n1 C# x")]
    [InlineData("#!ablate,a=1 --seeds 2", "0 ablate,a=1(--seeds 2)")]
    [InlineData("#!/usr/bin/env dotnet-script\nx", "0 C# #!/usr/bin/env dotnet-script|x")]
    public void Parts_of_a_cell(string cell, string parts) => Assert.Equal(parts, Show(cell));

    [Theory]
    [InlineData("var s = \"\"\"\n#!who\n%who\n\"\"\";")]
    [InlineData("var s = $$\"\"\"\n#!who {{1}}\n\"\"\";")]
    [InlineData("var s = @\"\n#!who\n%who\";")]
    [InlineData("/*\n#!who\n%who\n*/")]
    [InlineData("#if false\n#!who\n#endif")]
    [InlineData("var s = f(a\n%who);")]
    [InlineData("void F()\n{\n#!who\n}")]
    [InlineData("var s = total\n%count;")]
    [InlineData("var s = total\n % who;")]
    public void What_only_looks_like_a_magic_is_code(string cell) =>
        Assert.Equal(cell, Assert.IsType<CSharpPart>(Assert.Single(Splitter.Split(cell))).Code);

    [Theory]
    [InlineData("x\n%who", "0 C# x|\n1 who()")]
    [InlineData("x;\n%unknown 1", "0 C# x;|\n1 unknown(1)")]
    [InlineData("/* a */\n%who", "0 C# /* a */|\n1 who()")]
    [InlineData("x // it's\n#!who it's \"\"\" /*\n\"/*\"\n#!who", "0 C# x // it's|\n1 who(it's \"\"\" /*)\n2 C# \"/*\"|\n3 who()")]
    [InlineData("#if true\n#!who\n#endif", "0 C# #if true|\n1 who()\n2 C# #endif")]
    public void Magics_among_code(string cell, string parts) => Assert.Equal(parts, Show(cell));

    [Fact]
    public void Carriage_returns_are_line_ends()
    {
        Assert.Equal("0 who(a)\n1 C# x\r|", Show("#!who a\r\nx\r\n"));
        Assert.Equal("0 ablate(a  b)\n2 C# x", Show("#!ablate a \\\r\nb\r\nx"));
    }

    [Fact]
    public void Code_keeps_the_lines_of_its_cell()
    {
        var code = (CSharpPart)Splitter.Split("#!who\n\nx")[1];
        Assert.Equal("\n\nx", code.Padded);
        Assert.Equal(6, code.Start);
    }
}
