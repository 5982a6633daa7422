using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Tests.Scripting.Language;

public class CSharpCompletionTests
{
    private static readonly Lazy<LanguageState> Session = new(() =>
        Chain.After(
            "using System.Text; var numbers = new List<int> { 1, 2 }; int Twice(int number, bool loud = false) => 2 * number;",
            """
            enum Colour { Red, Green }
            record Thing(int Size, string Label = "") { public Colour Colour { get; set; } [Obsolete] public int Old; }
            var thing = new Thing(1);
            void Paint(Colour colour, string? note = null) { }
            abstract class Shape { public abstract double Area(int digits); public virtual string Title => ""; }
            """
        )
    );

    public static TheoryData<string, string> Expected =>
        new()
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
            { "1 + 1 // two\nfore|", "foreach" },
            { "numbers.Count i|", "is" },
            { "var other = thing w|", "with" },
            { "await Task.Delay(1); whi|", "while" },
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
            { "thing is { Si|", "Size" },
            { "switch (thing.Colour) { case |", "Colour.Red" },
            { "Shape shape = new |", "Shape" },
            { "List<int> list = new |", "List<int>" },
            { "StringBuilder |", "stringBuilder" },
        };

    [Theory]
    [MemberData(nameof(Expected))]
    public async Task The_best_match(string cell, string expected) => Assert.Equal(expected, (await Chain.Names(Session.Value, cell))[0]);

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
    [InlineData("var n|")]
    [InlineData("int n|")]
    [InlineData("class n|")]
    public async Task Nothing_in_text_and_new_names(string cell) => Assert.Empty(await Chain.Names(Session.Value, cell));

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
        Assert.Equal(
            ["string Title => "],
            await Chain.Names(Session.Value, "class Square : Shape { public override double Area(int digits) => 1; public override Ti|")
        );
    }

    [Theory]
    [InlineData("class Square : Shape { public override | }")]
    [InlineData("class Square : Shape\n{\n    public override |\n}")]
    [InlineData("class Square : Shape\n{\n    int Own => 1;\n    public sealed override |")]
    public async Task Override_is_found_wherever_the_class_is_written(string cell)
    {
        var names = await Chain.Names(Session.Value, cell);
        Assert.Equal(
            ["double Area(int digits) => ", "string Title => "],
            names.Where(name => name.Contains("Area") || name.Contains("Title"))
        );
    }

    [Fact]
    public async Task Behind_a_written_type_override_offers_the_name() =>
        Assert.Equal(
            ["Area(int digits) => "],
            await Chain.Names(Session.Value, "class Square : Shape\n{\n    public override double Ar|\n}")
        );

    [Fact]
    public async Task What_has_the_expected_type_comes_first_and_constants_of_it_later()
    {
        var names = (await Chain.Names(Session.Value, "int Own(int argument) { return |")).ToList();
        Assert.Equal("argument", names[0]);
        Assert.True(names.IndexOf("Twice") < names.IndexOf("int.MaxValue"));
    }

    [Fact]
    public async Task Names_that_would_need_a_using_are_left_out() =>
        Assert.DoesNotContain("ConcurrentBag", await Chain.Names(Session.Value, "Concurr|"));

    [Fact]
    public async Task Of_two_cells_that_declare_a_name_the_later_is_meant()
    {
        var state = Chain.After("var twice = 1;", "var twice = \"text\";");
        Assert.Equal("string", (await Chain.Complete(state, "twice|")).Matches[0].Signature);
        Assert.Equal("Length", (await Chain.Names(state, "twice.Len|"))[0]);
    }

    [Fact]
    public async Task Extension_methods_of_cells_and_of_their_usings_are_members()
    {
        var state = Chain.After("using System.Collections.Immutable;", "static int Halved(this int number) => number / 2;");
        Assert.Equal("Halved", (await Chain.Names(state, "4.Halved().Hal|"))[0]);
        Assert.Equal("ToImmutableArray", (await Chain.Names(state, "new[] { 1 }.ToImm|"))[0]);
    }

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
        Assert.Equal(("property", "string"), await Of("new Thing(1) { Labe|"));
        Assert.Equal(("field", "int"), await Of("new Thing(1) { Old|"));
        Assert.Equal(("variable", null), await Of("StringBuilder |"));
    }

    [Fact]
    public async Task The_first_cell_has_the_imports_already() =>
        Assert.Equal("Enumerable", (await Chain.Names(Chain.After(), "Enumerabl|"))[0]);

    [Fact]
    public async Task A_broken_cell_still_completes() =>
        Assert.Equal("Add", (await Chain.Names(Session.Value, "foreach (var x in numbers { if (x > ) numbers.Ad|\nvar y = \"unclosed"))[0]);

    [Fact]
    public async Task Nothing_is_computed_for_someone_who_has_gone()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new LanguageService(() => Session.Value).CompleteAsync("num", 3, gone.Token)
        );
    }
}
