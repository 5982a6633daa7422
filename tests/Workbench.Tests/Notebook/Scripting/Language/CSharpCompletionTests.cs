using Workbench.Notebook.Scripting.Language;

namespace Workbench.Tests.Notebook.Scripting.Language;

public class CSharpCompletionTests
{
    private static readonly Lazy<LanguageState> Session = new(() => Chain.After(
        "using System.Text; var numbers = new List<int> { 1, 2 }; int Twice(int number, bool loud = false) => 2 * number;",
        """
        enum Colour { Red, Green }
        record Thing(int Size, string Label = "") { public Colour Colour { get; set; } [Obsolete] public int Old; }
        var thing = new Thing(1);
        void Paint(Colour colour, string? note = null) { }
        abstract class Shape { public abstract double Area(int digits); public virtual string Title => ""; }
        """));

    public static TheoryData<string, string> Expected => new()
    {
        // earlier cells: variables, functions, types, their usings
        { "num|", "numbers" },
        { "Twi|", "Twice" },
        { "var x = new Thi|", "Thing" },
        { "StringBui|", "StringBuilder" },
        // this cell
        { "var local = 1; loc|", "local" },
        { "int Own(int argument) { return arg|", "argument" },
        { "foreach (var each in numbers) { ea|", "each" },
        { "numbers.Where(one => o|", "one" },
        // members
        { "numbers.Ad|", "Add" },
        { "thing.Si|", "Size" },
        { "Console.Wri|", "Write" },
        { "\"text\".Tri|", "Trim" },
        { "numbers.Whe|", "Where" },
        { "numbers.Select(one => one.CompareT|", "CompareTo" },
        { "thing?.Lab|", "Label" },
        { "torch.zer|", "zeros" },
        { "torch.nn.functional.sof|", "softmax" },
        // namespaces and types
        { "using System.Te|", "Text" },
        { "System.Text.StringB|", "StringBuilder" },
        { "List<Thi|", "Thing" },
        { "[Obsol|", "Obsolete" },
        { "class Circle : Sha|", "Shape" },
        // words of the language
        { "fore|", "foreach" },
        { "awa|", "await" },
        { "var x = ne|", "new" },
        { "thing i|", "is" },
        { "if (thing is nul|", "null" },
        { "class C { overr|", "override" },
        { "switch (1) { cas|", "case" },
        { "try { } cat|", "catch" },
        { "if (true) { } els|", "else" },
        { "1 + 1\nfore|", "foreach" },
        { "void F(para|", "params" },
        { "foreach (var each i|", "in" },
        { "from each in numbers sel|", "select" },
        // names that the place makes known
        { "Twice(1, lo|", "loud:" },
        { "new Thing(1, Lab|", "Label:" },
        { "Paint(|", "Colour.Red" },
        { "thing.Colour == |", "Colour.Red" },
        { "thing.Colour = |", "Colour.Red" },
        { "new Thing(1) { |", "Colour" },
        { "var other = thing with { Si|", "Size" },
        { "Thing other = new(1) { Col|", "Colour" },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public async Task The_best_match(string cell, string expected) =>
        Assert.Equal(expected, (await Chain.Names(Session.Value, cell))[0]);

    [Theory]
    [InlineData("// num|")]
    [InlineData("/* num|")]
    [InlineData("\"num|")]
    [InlineData("\"num|\"")]
    [InlineData("$\"num|\"")]
    [InlineData("'n|'")]
    [InlineData("\"\"\"num|\"\"\"")]
    [InlineData("1|")]
    [InlineData("#if false\nnum|\n#endif")]
    public async Task Nothing_in_text(string cell) => Assert.Empty(await Chain.Names(Session.Value, cell));

    [Fact]
    public async Task Inside_an_interpolation_is_code() => Assert.Equal("numbers", (await Chain.Names(Session.Value, "$\"{num|}\""))[0]);

    [Theory]
    [InlineData("numbers.Ad|", 8, 10)]
    [InlineData("numbers.|", 8, 8)]
    [InlineData("numbers.Ad|dRange(x)", 8, 16)]
    [InlineData("var e = \"é𝄞\"; num|", 15, 18)]
    [InlineData("@clas|", 0, 5)]
    public async Task The_whole_word_is_replaced(string cell, int start, int end)
    {
        var list = await Chain.Complete(Session.Value, cell);
        Assert.Equal((start, end), (list.Start, list.End));
    }

    [Fact]
    public async Task Exact_names_come_first_then_the_case_as_typed()
    {
        Assert.Equal(["Add", "AddRange"], (await Chain.Names(Session.Value, "numbers.Add|")).Take(2));
        var names = await Chain.Names(Session.Value, "thing.siz|");
        Assert.Equal(["Size"], names);
    }

    [Fact]
    public async Task A_types_own_members_come_before_extensions_and_those_of_every_object()
    {
        var names = (await Chain.Names(Session.Value, "numbers.|")).ToList();
        Assert.True(names.IndexOf("Add") < names.IndexOf("Where"));
        Assert.True(names.IndexOf("Where") < names.IndexOf("GetHashCode"));
    }

    [Fact]
    public async Task Initials_find_names_that_nothing_begins_with() =>
        Assert.Equal("EnsureCapacity", (await Chain.Names(Session.Value, "numbers.EC|"))[0]);

    [Fact]
    public async Task What_is_obsolete_comes_last() => Assert.Equal("Old", (await Chain.Names(Session.Value, "thing.|"))[^1]);

    [Fact]
    public async Task An_argument_that_is_named_is_not_offered_again() =>
        Assert.DoesNotContain("number:", await Chain.Names(Session.Value, "Twice(number: 1, |"));

    [Fact]
    public async Task A_property_that_is_set_is_not_offered_again() =>
        Assert.DoesNotContain("Colour", await Chain.Names(Session.Value, "new Thing(1) { Colour = Colour.Red, |"));

    [Fact]
    public async Task Override_offers_whole_signatures()
    {
        var names = await Chain.Names(Session.Value, "class Square : Shape { public override |");
        Assert.Equal("double Area(int digits) => ", names[0]);
        Assert.Contains("string Title => ", names);
        Assert.Equal(["string Title => "], await Chain.Names(Session.Value, "class Square : Shape { public override double Area(int digits) => 1; public override Ti|"));
    }

    [Fact]
    public async Task A_new_name_is_the_readers_own() => Assert.DoesNotContain("numbers", await Chain.Names(Session.Value, "var n|"));

    [Fact]
    public async Task Kinds_and_signatures()
    {
        async Task<(string, string?)> Of(string cell)
        {
            var first = (await Chain.Complete(Session.Value, cell)).Matches[0];
            return (first.Kind, first.Signature);
        }
        Assert.Equal(("function", "(int number, bool loud = false) -> int"), await Of("Twice|"));
        Assert.Equal(("variable", "List<int>"), await Of("numbers|"));
        Assert.Equal(("property", "int"), await Of("thing.Size|"));
        Assert.Equal(("enumMember", null), await Of("Colour.Red|"));
        Assert.Equal(("enum", null), await Of("Colour|"));
        Assert.Equal(("class", null), await Of("Thing|"));
        Assert.Equal(("module", null), await Of("System|"));
        Assert.Equal(("keyword", null), await Of("foreach|"));
        Assert.Equal(("param", "bool"), await Of("Twice(1, loud|"));
    }

    [Fact]
    public async Task The_first_cell_has_the_imports_already() => Assert.Equal("Enumerable", (await Chain.Names(Chain.After(), "Enumerabl|"))[0]);

    [Fact]
    public async Task A_broken_cell_still_completes() =>
        Assert.Equal("Add", (await Chain.Names(Session.Value, "foreach (var x in numbers { if (x > ) numbers.Ad|\nvar y = \"unclosed"))[0]);

    [Fact]
    public async Task Nothing_is_computed_for_someone_who_has_gone()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new LanguageService(() => Session.Value).CompleteAsync("num", 3, gone.Token));
    }
}
