using Workbench.Notebook;
using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Tests.Scripting.Language;

public class CSharpSignaturesTests
{
    private static readonly Lazy<LanguageState> Session = new(() =>
        Chain.After(
            """
            /// <summary>Doubles a number.</summary>
            /// <param name="number">What is doubled.</param>
            /// <param name="loud">Says it.</param>
            int Twice(int number, bool loud = false) => 2 * number;
            int Twice(double number) => 2;
            record Thing(int Size, string Label = "");
            T Pick<T>(T first, params T[] others) => first;
            Func<int, string, bool> test = (number, text) => true;
            var table = new Dictionary<string, int>();
            var numbers = new List<int>();
            """
        )
    );

    [Theory]
    // earlier cell's own function: the overloads, the one that is meant, the parameter at the cursor
    [InlineData("Twice(|", "int Twice(double number)", 0, 2)]
    [InlineData("Twice(1|)", "int Twice(int number, bool loud = false)", 0, 2)]
    [InlineData("Twice(2.5|)", "int Twice(double number)", 0, 2)]
    [InlineData("Twice(1, |", "int Twice(int number, bool loud = false)", 1, 2)]
    [InlineData("Twice(1, tr|ue)", "int Twice(int number, bool loud = false)", 1, 2)]
    [InlineData("Twice(loud: tr|ue, number: 1)", "int Twice(int number, bool loud = false)", 1, 2)]
    // generic, with the rest of a params list
    [InlineData("Pick(1, 2, 3, |", "T Pick<T>(T first, params T[] others)", 1, 1)]
    [InlineData("numbers.ConvertAll(|", "List<TOutput> ConvertAll<TOutput>(Converter<int, TOutput> converter)", 0, 1)]
    [InlineData("numbers.Select(x => x|)", "IEnumerable<TResult> Select<int, TResult>(Func<int, TResult> selector)", 0, 2)]
    // constructors, of cells and of libraries
    [InlineData("new Thing(1, |", "Thing(int Size, string Label = \"\")", 1, 1)]
    [InlineData("Thing other = new(|", "Thing(int Size, string Label = \"\")", 0, 1)]
    [InlineData("new string('x', |", "String(char c, int count)", 1, 9)]
    [InlineData("class Big(int n) : Thing2(|n) { } class Thing2(int size) { }", "Thing2(int size)", 0, 1)]
    // what else has brackets
    [InlineData("test(1, |", "bool Func<int, string, bool>(int arg1, string arg2)", 1, 1)]
    [InlineData("var size = table[|]", "int this[string key]", 0, 1)]
    [InlineData("[Obsolete(\"text\", |)] class C { }", "ObsoleteAttribute(string? message, bool error)", 1, 3)]
    // the innermost call, and in a string
    [InlineData("Console.WriteLine(Twice(1, |))", "int Twice(int number, bool loud = false)", 1, 2)]
    [InlineData("Study.From(\"ti|\")", "Study From(string baseConfig)", 0, 1)]
    public async Task The_call_at_the_cursor(string cell, string label, int parameter, int overloads)
    {
        var help = await Ask(cell);
        Assert.NotNull(help);
        Assert.Equal(label, help.Signatures[help.ActiveSignature].Label);
        Assert.Equal((parameter, overloads), (help.ActiveParameter, help.Signatures.Count));
    }

    [Theory]
    [InlineData("|")]
    [InlineData("Twice|(1)")]
    [InlineData("Twice(1)|")]
    [InlineData("// Twice(|")]
    [InlineData("Nothing(|")]
    [InlineData("if (|")]
    [InlineData("numbers.ForEach(one => { var two = one; | })")]
    public async Task No_call(string cell) => Assert.Null(await Ask(cell));

    [Fact]
    public async Task Documentation_is_that_of_the_comment()
    {
        var help = (await Ask("Twice(1, |"))!;
        var signature = help.Signatures[help.ActiveSignature];
        Assert.Equal("Doubles a number.", signature.Documentation);
        Assert.Equal([new("int number", "What is doubled."), new("bool loud = false", "Says it.")], signature.Parameters);
    }

    [Fact]
    public async Task Documentation_of_the_Workbench_is_in_the_file_beside_it()
    {
        var signature = Assert.Single((await Ask("Study.From(|"))!.Signatures);
        Assert.NotEmpty(signature.Documentation);
    }

    private static Task<SignatureHelp?> Ask(string marked)
    {
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        var service = new LanguageService(() => Session.Value);
        return service.SignatureHelpAsync(marked.Remove(cursor, 1), cursor, TestContext.Current.CancellationToken);
    }
}
