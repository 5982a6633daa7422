using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using static Workbench.Notebook.Display.DisplayFunctions;

namespace Workbench.Notebook.Tests.Display;

/// <summary>Which forms a value takes.</summary>
public sealed class FormattingTests
{
    private sealed record Point(int X, double Y);

    [Theory]
    [InlineData("plain <b>text</b> & \"quotes\"", "plain <b>text</b> & \"quotes\"")]
    [InlineData(3, "3")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-300, "1E-300")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(true, "True")]
    [InlineData('c', "c")]
    [InlineData(DayOfWeek.Monday, "Monday")]
    [InlineData(null, "<null>")]
    public void Words_and_numbers_are_plain_text_alone(object? value, string text)
    {
        var bundle = Formatting.BundleOf(value);
        Assert.Equal(["text/plain"], bundle.Data.Select(form => form.Key));
        Assert.Equal(text, bundle.Text("text/plain"));
    }

    [Fact]
    public void Numbers_do_not_follow_the_machines_language()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            Assert.Equal("1.5", Formatting.BundleOf(1.5).Text("text/plain"));
            Assert.Contains(">1.5<", Html(new[] { new Point(1, 1.5) }));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_sequence_of_records_is_a_table_of_their_properties()
    {
        var html = Html(new[] { new Point(1, 2.5), new Point(3, 4) });
        Assert.Equal(["", "X", "Y"], Heads(html));
        Assert.Equal(["0", "1", "2.5", "1", "3", "4"], Cells(html));
    }

    [Fact]
    public void Plain_text_shows_the_same_columns()
    {
        Assert.Equal("X  Y\n1  2.5\n3  4", Formatting.BundleOf(new[] { new Point(1, 2.5), new Point(3, 4) }).Text("text/plain"));
        Assert.Equal("Item1  Item2\n1      2.5\n3      4", Formatting.BundleOf(new[] { (a: 1, b: 2.5), (3, 4) }).Text("text/plain"));
        Assert.Equal("[ 1, 2 ]", Formatting.BundleOf(new[] { 1, 2 }).Text("text/plain"));
    }

    [Fact]
    public void Named_tuples_mixed_values_and_nothing_have_their_tables_too()
    {
        Assert.Equal(["", "Item1", "Item2"], Heads(Html(new List<(string Name, int Age)> { ("a", 1) })));
        Assert.Equal(["", "value"], Heads(Html(new object[] { 1, "two" })));
        Assert.Contains("empty", Html(Array.Empty<Point>()));
    }

    [Fact]
    public void Dictionaries_are_pairs()
    {
        var html = Html(new Dictionary<string, double> { ["<a>"] = 1, ["b"] = 2 });
        Assert.Equal(["key", "value"], Heads(html));
        Assert.Equal(["&lt;a&gt;", "1", "b", "2"], Cells(html));
    }

    [Fact]
    public void Long_and_endless_sequences_are_cut_and_say_so()
    {
        var taken = 0;
        IEnumerable<Point> Endless()
        {
            while (true)
                yield return new Point(taken++, 0);
        }

        Assert.Contains(">more follow<", Html(Endless()));
        // Once for HTML, once for plain text.
        Assert.InRange(taken, 1, 2 * Formatter.ListExpansionLimit + 2);
        Assert.Contains(
            $">{1000 - Formatter.ListExpansionLimit} more<",
            Html(Enumerable.Range(0, 1000).Select(i => new Point(i, 0)).ToList())
        );
    }

    [Fact]
    public void What_a_property_throws_stands_in_its_cell() =>
        Assert.Contains("InvalidOperationException: not today", Html(new[] { new Throwing() }));

    [Fact]
    public void An_object_whose_text_cannot_be_made_keeps_its_other_forms()
    {
        var bundle = Formatting.BundleOf(new BadText());
        Assert.Equal("<b>fine</b>", bundle.Text("text/html"));
        Assert.Contains("text/plain formatter failed: no words", bundle.Text("text/plain"));
    }

    [Fact]
    public void Errors_show_their_kind_and_message()
    {
        var bundle = Formatting.BundleOf(new InvalidOperationException("<wrong>"));
        Assert.Contains("<b>InvalidOperationException</b>", bundle.Text("text/html"));
        Assert.Contains("&lt;wrong&gt;", bundle.Text("text/html"));
        Assert.Equal("InvalidOperationException: <wrong>", bundle.Text("text/plain"));
    }

    [Fact]
    public void Html_is_itself_and_its_words()
    {
        var bundle = Formatting.BundleOf(HTML("<style>p { color: red }</style><p>one <b>two</b></p>&amp; three"));
        Assert.Equal("<style>p { color: red }</style><p>one <b>two</b></p>&amp; three", bundle.Text("text/html"));
        Assert.Equal("one two & three", bundle.Text("text/plain"));
    }

    [Fact]
    public void Raw_forms_are_kept_as_they_are()
    {
        Assert.Equal("# head", Markdown("# head").Text("text/markdown"));
        Assert.Equal("alert(1)", JavaScript("alert(1)").Text("application/javascript"));
        Assert.Equal("<svg/>", Svg("<svg/>").Text("image/svg+xml"));
        Assert.Equal("$x$", Latex("$x$").Text("text/latex"));
        Assert.Equal(1, (int)JSON("""{"a":1}""").Data["application/json"]!["a"]!);
        Assert.Contains("must be a JSON document", Assert.Throws<InvalidInputException>(() => JSON("{")).Message);
        var png = Png([0x89, 0x50, 0x4E, 0x47, 1, 2], width: 40);
        Assert.Equal("iVBORwEC", png.Text("image/png"));
        Assert.Equal(40, (int)png.Metadata["image/png"]!["width"]!);
        Assert.Contains("6 bytes that begin with 47494638", Assert.Throws<InvalidInputException>(() => Png("GIF89a"u8.ToArray())).Message);
    }

    [Fact]
    public void A_form_that_was_asked_for_is_given()
    {
        var bundle = Formatting.BundleOf(new Point(1, 2), "application/json");
        Assert.Equal(["application/json", "text/plain"], bundle.Data.Select(form => form.Key));
        Assert.Equal(1, (int)bundle.Data["application/json"]!["X"]!);
        Assert.Equal("<b>bold</b>", Formatting.Raw("text/html", "<b>bold</b>").Text("text/html"));
    }

    [Fact]
    public void A_form_that_does_not_exist_is_refused_with_those_that_do()
    {
        var error = Assert.Throws<InvalidInputException>(() => Formatting.BundleOf(new Point(1, 2), "image/webp"));
        Assert.Equal(
            "Point cannot be shown as this MIME type (got image/webp); allowed: text/html, text/plain, application/json. Register a formatter: "
                + "Formatter.Register<Point>(x => …, \"image/webp\").",
            error.Message
        );
    }

    [Fact]
    public void What_a_cell_registers_holds()
    {
        Formatting.Prepare();
        Formatter.Register<Mine>(mine => $"mine: {mine.Value}");
        var bundle = Formatting.BundleOf(new Mine(3));
        Assert.Equal(["text/plain"], bundle.Data.Select(form => form.Key));
        Assert.Equal("mine: 3", bundle.Text("text/plain"));
        Formatter.Register<Mine>(mine => $"<i>{mine.Value}</i>", "text/html");
        Assert.Equal("<i>3</i>", Formatting.BundleOf(new Mine(3)).Text("text/html"));
        Assert.Equal("<i>4</i>", Formatting.BundleOf(new DerivedOfMine()).Text("text/html"));
        Assert.Contains("<i>3</i>", Html(new[] { new Mine(3) }));
    }

    [Fact]
    public void A_bundle_is_copied_so_that_it_can_be_shown_twice()
    {
        var bundle = MimeBundle.Plain("x");
        var first = Formatting.BundleOf(bundle);
        _ = new JsonObject { ["data"] = first.Data };
        _ = new JsonObject { ["data"] = Formatting.BundleOf(bundle).Data };
        Assert.Equal("x", bundle.Text("text/plain"));
    }

    [Fact]
    public void What_contains_itself_is_named_within_itself()
    {
        var list = new List<object> { 1 };
        list.Add(list);
        var map = new Dictionary<string, object> { ["other"] = list };
        list.Add(map);
        map["me"] = map;
        var array = new object[1];
        array[0] = array;
        Assert.Equal(["0", "1", "1", "<i>System.Collections.Generic.List&lt;System.Object&gt; …</i>"], Cells(Html(list)).Take(4));
        Assert.Contains("Dictionary&lt;System.String,System.Object&gt; …", Html(map));
        Assert.Equal(["0", "<i>System.Object[] …</i>"], Cells(Html(array)));
        Assert.Equal("[ [ [ [ … ] ] ] ]", Formatting.BundleOf(array).Text("text/plain"));
        Assert.StartsWith("[ 1, [ 1, [ 1, [ … ], [ … ] ], ", Formatting.BundleOf(list).Text("text/plain"));
        // The same value twice, side by side, is shown twice.
        Assert.DoesNotContain("…", Html(new[] { new[] { 5 }, new[] { 5 } }));
    }

    [Fact]
    public void What_holds_a_list_within_itself_is_shown_to_a_depth()
    {
        var self = new List<object>();
        self.Add(self);
        Assert.Equal("{ A: [ [ [ … ] ] ] }", Formatting.BundleOf(new { A = self }).Text("text/plain"));
        Assert.Contains("<i>System.Collections.Generic.List&lt;System.Object&gt; …</i>", Html(new { A = self }));
        // However it is wrapped.
        foreach (
            var holder in new object[]
            {
                new { B = new { A = self } },
                new List<object> { new { A = self } },
                new[] { new { A = self } },
                new Dictionary<string, object> { ["k"] = new { A = self } },
            }
        )
        {
            Assert.Contains("…", Formatting.BundleOf(holder).Text("text/plain"));
            Assert.Contains("…", Html(holder));
        }
        var ring = new List<object>();
        ring.Add(new { A = ring, B = self });
        Assert.Equal("[ { A: [ { … } ], B: [ [ … ] ] } ]", Formatting.BundleOf(ring).Text("text/plain"));
        Assert.Contains("…", Html(ring));
        // What ends is shown as ever.
        Assert.DoesNotContain("…", Html(new { A = new List<object> { 1, new { B = 2 } } }));
    }

    [Fact]
    public void An_array_of_several_dimensions_shows_its_values()
    {
        Assert.Equal(
            "[ [ 1, 2, 3 ], [ 4, 5, 6 ] ]",
            Formatting
                .BundleOf(
                    new[,]
                    {
                        { 1, 2, 3 },
                        { 4, 5, 6 },
                    }
                )
                .Text("text/plain")
        );
        Assert.Equal(
            "[ [ [ a ], [ b ] ] ]",
            Formatting
                .BundleOf(
                    new[,,]
                    {
                        {
                            { "a" },
                            { "b" },
                        },
                    }
                )
                .Text("text/plain")
        );
        Assert.Contains("... (80 more) ]", Formatting.BundleOf(new int[100, 2]).Text("text/plain"));
        Assert.Equal("[  ]", Formatting.BundleOf(new int[0, 3]).Text("text/plain"));
        Assert.Equal(
            Html(new[] { new[] { 1, 2 }, new[] { 3, 4 } }),
            Html(
                new[,]
                {
                    { 1, 2 },
                    { 3, 4 },
                }
            )
        );
    }

    [Fact]
    public void Lists_of_lists_are_shown_to_the_depth_of_other_objects()
    {
        object inner = new[] { "core" };
        for (var i = 0; i < 10_000; i++)
            inner = new[] { inner };
        var html = Html(inner);
        Assert.DoesNotContain("core", html);
        Assert.Equal(Formatter.RecursionLimit, System.Text.RegularExpressions.Regex.Count(html, "<table"));
    }

    [Fact]
    public void Json_is_json_in_every_form()
    {
        var bundle = Formatting.BundleOf(JsonNode.Parse("""{"a":[1,{"b":null}]}"""));
        Assert.Equal("""{"a":[1,{"b":null}]}""", JsonNode.Parse(bundle.Text("text/plain")!)!.ToJsonString());
        Assert.Contains("&quot;b&quot;: null", bundle.Text("text/html"));
    }

    private static string Html(object value) => Formatting.BundleOf(value).Text("text/html")!;

    // A column without a head has a plain cell in its place.
    private static List<string> Heads(string html) => Texts(Head().Match(html).Value, "t[hd]");

    private static List<string> Cells(string html) => Texts(Head().Replace(html, ""), "td");

    private static List<string> Texts(string html, string tag) =>
        [.. System.Text.RegularExpressions.Regex.Matches(html, $"<{tag}(?: [^>]*)?>(.*?)</{tag}>").Select(match => match.Groups[1].Value)];

    private static System.Text.RegularExpressions.Regex Head() => new("<thead>.*?</thead>");

    private sealed class Throwing
    {
        public int Value => throw new InvalidOperationException("not today");
    }

    [TypeFormatterSource(typeof(BadTextSource))]
    public sealed class BadText;

    public sealed class BadTextSource : ITypeFormatterSource
    {
        public IEnumerable<ITypeFormatter> CreateTypeFormatters() =>
            [
                new HtmlFormatter<BadText>(_ => "<b>fine</b>"),
                new PlainTextFormatter<BadText>((Func<BadText, string>)(_ => throw new InvalidOperationException("no words"))),
            ];
    }

    private record Mine(int Value);

    private sealed record DerivedOfMine() : Mine(4);
}
