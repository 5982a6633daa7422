using Workbench.Ablation;
using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Tests.Scripting.Language;

public class CSharpInspectionTests
{
    private static readonly Lazy<LanguageState> Session = new(() =>
        Chain.After(
            """
            /// <summary>Doubles <paramref name="number"/>; see <see cref="Math.Abs(int)"/>.</summary>
            /// <param name="number">What is doubled.</param>
            /// <returns>Twice as much.</returns>
            /// <exception cref="OverflowException">Too large.</exception>
            /// <remarks>Not <c>Thrice</c>.</remarks>
            int Twice(int number, bool loud = false) => 2 * number;
            int Twice(double number) => 2;
            var study = Study.From("tiny-gpt");
            int count = 3;
            string label = "a \"b\"";
            """
        ) with
        {
            Variable = name =>
                name switch
                {
                    "count" => new LanguageVariable(name, typeof(int), 3),
                    "label" => new LanguageVariable(name, typeof(string), "a \"b\""),
                    "study" => new LanguageVariable(name, typeof(Study), new Unshowable()),
                    _ => null,
                },
        }
    );

    [Fact]
    public async Task A_cells_own_method_shows_its_comment() =>
        Assert.Equal(
            """
            int Twice(int number, bool loud = false)  (+ 1 overload)

            Doubles number; see Math.Abs.

            Parameters:
              number  What is doubled.

            Returns:
              Twice as much.

            Exceptions:
              OverflowException  Too large.
            """,
            await Chain.Help(Session.Value, "Twi|ce(1)")
        );

    [Fact]
    public async Task Details_are_overloads_and_remarks()
    {
        var help = (await Chain.Help(Session.Value, "Twice|(1)", 1))!;
        Assert.StartsWith("int Twice(int number, bool loud = false)\nint Twice(double number)\n", help);
        Assert.EndsWith("Remarks:\n  Not Thrice.", help);
    }

    [Fact]
    public async Task A_variable_shows_what_it_holds()
    {
        Assert.StartsWith("int count\n\nValue: 3\n", await Chain.Help(Session.Value, "cou|nt"));
        Assert.StartsWith("string label\n\nValue: \"a \\\"b\\\"\"\n", await Chain.Help(Session.Value, "label|"));
    }

    [Fact]
    public async Task A_value_that_cannot_be_shown_harms_nothing()
    {
        var help = await Chain.Help(Session.Value, "study.|");
        Assert.StartsWith("Study study\n\nValue: (cannot be shown: no)\n", help);
        Assert.Contains("Definition of an ablation study", help);
    }

    [Theory]
    // members of the Workbench: docs from the file beside the assembly
    [InlineData(
        "study.Va|ry",
        "Study Study.Vary(string axis, params IReadOnlyList<string> values)\n\nAdds an axis: Vary(\"heads\", " + "\"mha\", \"mqa\")."
    )]
    [InlineData("new Study { Ba|se = \"\" }", "string Study.Base { get; init; }\n\nA preset (\"tiny-gpt\") or the path of a config file.")]
    // of torch, with shapes
    [InlineData(
        "torch.nn.functional.softmax|(",
        "static torch.Tensor torch.nn.functional.softmax(torch.Tensor input, long dim, torch.ScalarType? dtype = null)"
    )]
    // inherited documentation
    [InlineData(
        "new Rope().Buil|d(null!)",
        "override PositionEncoding Rope.Build(BuildPlan plan)\n\nBuilds the module, one for the whole model."
    )]
    // the call around the cursor
    [InlineData("Study.From(|", "static Study Study.From(string baseConfig)")]
    [InlineData("Twice(1, |", "int Twice(int number, bool loud = false)")]
    [InlineData("study.Vary(\"position\", Cou|)", "Study Study.Vary(")]
    // types and what declares names
    [InlineData("Stu|dy", "record Study\n\nDefinition of an ablation study")]
    [InlineData("List<int>|", "class List<int>")]
    [InlineData("va|r x = 1;", "int")]
    [InlineData("var loc|al = 2.0;", "double local")]
    [InlineData("var count| = \"another\";", "string count\n")]
    [InlineData("string F(string gi|ven) => given;", "string given")]
    [InlineData("System.Te|xt", "namespace System.Text")]
    // what is no name: an operator, an awaited call, a number
    [InlineData("1 +| 2", "static int int.operator +(int left, int right)")]
    [InlineData("awa|it Task.FromResult(1)", "Awaited task returns readonly struct System.Int32")]
    [InlineData("2|.5", "readonly struct System.Double")]
    // names of the grammar
    [InlineData(
        "study.Vary(\"position\", \"ro|pe\")",
        "rope  (base=10000, layout=interleaved, scaling=none, factor=1)\n\nRotates queries and keys"
    )]
    [InlineData("study.On(\"char-lm\", data: \"sot|u\")", "sotu  (")]
    public async Task Help(string cell, string begins) => Assert.StartsWith(begins, await Chain.Help(Session.Value, cell));

    [Fact]
    public async Task An_anonymous_type_is_told_by_its_members() =>
        Assert.Contains("'a is new { int Depth }", await Chain.Help(Session.Value, "var some = new { Depth = 1 }; som|e"));

    [Fact]
    public async Task A_lambda_tells_what_it_captures() =>
        Assert.Contains("step", await Chain.Help(Session.Value, "void Walk() { var step = 1; Func<int, int> next = at =|> at + step; }"));

    [Fact]
    public async Task What_a_cell_declares_anew_has_no_value_yet() =>
        Assert.DoesNotContain("Value", await Chain.Help(Session.Value, "var count| = \"another\";"));

    [Fact]
    public async Task Members_of_a_type_are_details() =>
        Assert.Contains(
            "  Study Steps(int count)                                        Sets the number of training steps per run.",
            await Chain.Help(Session.Value, "Study|", 1)
        );

    [Theory]
    [InlineData("nothing_of_this_name|")]
    [InlineData("// count|")]
    [InlineData("|")]
    public async Task Nothing_is_known(string cell) => Assert.Null(await Chain.Help(Session.Value, cell));

    [Fact]
    public async Task Html_says_the_same_escaped()
    {
        var bundle = await new LanguageService(() => Session.Value).InspectAsync(
            "new List<int>()",
            6,
            0,
            TestContext.Current.CancellationToken
        );
        var html = bundle!.Text("text/html")!;
        Assert.StartsWith("<div class=\"workbench-help\"><pre>List&lt;int&gt;.List()", html);
    }

    [Theory]
    [InlineData("count?", 0)]
    [InlineData("?count", 0)]
    [InlineData(" ? count ", 0)]
    [InlineData("count??", 1)]
    [InlineData("??count", 1)]
    [InlineData("?count?", 1)]
    public void Pager(string cell, int detail) => Assert.Equal(new PagerSyntax("count", detail), PagerSyntax.Read(cell));

    [Theory]
    [InlineData("count")]
    [InlineData("count ? 1 : 2")]
    [InlineData("int? x = null;")]
    [InlineData("count???")]
    [InlineData("1?")]
    [InlineData("a?.b")]
    [InlineData("a?\nb?")]
    public void No_pager(string cell) => Assert.Null(PagerSyntax.Read(cell));

    [Theory]
    [InlineData("torch.nn.Linear?", "static Linear torch.nn.Linear(")]
    [InlineData("List<int>?", "class List<int>")]
    [InlineData("study.Vary??", "Study Study.Vary(")]
    public async Task A_page(string cell, string begins)
    {
        var page = await new LanguageService(() => Session.Value).PageAsync(cell, TestContext.Current.CancellationToken);
        Assert.StartsWith(begins, page!.Bundle.Text("text/plain"));
    }

    [Fact]
    public async Task A_page_of_nothing_is_refused_with_the_nearest_name()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            new LanguageService(() => Session.Value).PageAsync("stuyd?", TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            "no help is available for this name (got stuyd); allowed: a variable, type, member or magic of this "
                + "session. Did you mean Study or study?",
            refused.Message
        );
    }

    private sealed class Unshowable
    {
        public override string ToString() => throw new InvalidOperationException("no");
    }
}
