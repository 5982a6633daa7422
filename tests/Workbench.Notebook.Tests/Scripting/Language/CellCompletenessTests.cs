using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Tests.Scripting.Language;

public class CellCompletenessTests
{
    [Theory]
    [InlineData("")]
    [InlineData("1 + 1")]
    [InlineData("var x = 1;")]
    [InlineData("Console.WriteLine(\"x\")")]
    [InlineData("if (true) { }")]
    [InlineData("// a comment")]
    [InlineData("/* a comment */")]
    [InlineData("#r \"nuget: Name, 1.0.0\"")]
    [InlineData("await Task.Delay(1);")]
    [InlineData("class A\n{\n}")]
    [InlineData("var text = \"\"\"\n  raw\n  \"\"\";")]
    public void Complete(string code) => Assert.Equal(new Workbench.Notebook.Completeness("complete"), CellCompleteness.Of(code));

    [Theory]
    [InlineData("if (true) {", 4)]
    [InlineData("class A\n{\n    void F()\n    {", 8)]
    [InlineData("F(new A {", 4)]
    [InlineData("Console.WriteLine(", 4)]
    [InlineData("var x =", 0)]
    [InlineData("/* a comment", 0)]
    [InlineData("var text = \"\"\"\n  raw", 0)]
    [InlineData("var text = @\"verbatim", 0)]
    [InlineData("\"\"\"", 0)]
    [InlineData("\"\"\"\n", 0)]
    [InlineData("\"\"\"\n  raw", 0)]
    [InlineData("$\"\"\"\n  {1}\n", 0)]
    [InlineData("if (true)", 0)]
    [InlineData("#if true", 0)]
    public void Incomplete(string code, int indent) =>
        Assert.Equal(new Workbench.Notebook.Completeness("incomplete", new string(' ', indent)), CellCompleteness.Of(code));

    [Theory]
    [InlineData("var var var")]
    [InlineData("int 1x = 2;")]
    [InlineData("\"unclosed")]
    [InlineData("\"\"\"unclosed")]
    [InlineData("\"\"\"\nraw\n  \"\"\"")]
    [InlineData("x = };")]
    [InlineData(")")]
    public void Invalid(string code) => Assert.Equal("invalid", CellCompleteness.Of(code).Status);
}
