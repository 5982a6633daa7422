using FsCheck;
using FsCheck.Fluent;
using Workbench.Configuration;

namespace Workbench.Tests.Configuration;

public sealed class VariantsTests
{
    private static string Refusal(string text) => Assert.Throws<InvalidInputException>(() => Variants.Parse<Shape>(text)).Message;

    [Theory]
    [InlineData("circle", "circle")]
    [InlineData("circle:2.5", "circle:2.5")]
    [InlineData("circle:1", "circle")]
    [InlineData("circle:radius=1e3:fill=halftone", "circle:1000:fill=half-tone")]
    [InlineData("circle:fill=none:corners=null", "circle")]
    [InlineData("circle:corners=4", "circle:corners=4")]
    [InlineData("box:3", "box:3")]
    [InlineData("box:width=3:Height=7", "box:3:height=7")]
    [InlineData("pair:first=(box:3:height=7)", "pair:first=(box:3:height=7)")]
    [InlineData("pair:second=box:3", null)]
    public void Texts_have_a_canonical_form(string text, string? canonical)
    {
        if (canonical is null)
        {
            Assert.Throws<InvalidInputException>(() => Variants.Parse<Shape>(text));
            return;
        }
        var shape = Variants.Parse<Shape>(text);
        Assert.Equal(canonical, Variants.Format(shape));
        Assert.Equal(shape, Variants.Parse<Shape>(canonical));
    }

    [Fact]
    public void Every_circle_comes_back_from_its_text() =>
        Prop.ForAll<double, bool, int?>(
                (radius, filled, corners) =>
                {
                    if (!double.IsFinite(radius))
                        return true;
                    var circle = new Circle
                    {
                        Radius = radius,
                        Fill = filled ? Filling.HalfTone : Filling.None,
                        Corners = corners,
                    };
                    return circle.Equals(Variants.Parse<Shape>(Variants.Format(circle)));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest() =>
        Assert.Equal(
            "shape: there is no shape of this name (got \"cirle\"); allowed: circle, box, pair. Did you mean circle?",
            Refusal("cirle")
        );

    [Fact]
    public void All_faults_of_a_text_come_at_once() =>
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "shape: circle has no parameter of this name (got \"radios\"); allowed: radius, fill, corners. Did you mean radius?",
                "shape.fill: fill is one of a few names (got \"half\"); allowed: none, half-tone. Did you mean half-tone?",
                "shape.corners: corners is an integer (got \"2.5\"); allowed: an integer, or null"
            ),
            Refusal("circle:radios=2:fill=half:corners=2.5")
        );

    [Fact]
    public void What_must_be_given_is_asked_for() =>
        Assert.Equal(
            "shape.width: box needs its width (got \"box\"); allowed: an integer, at least 1 and at most 9. Write box:VALUE.",
            Refusal("box")
        );

    [Fact]
    public void A_parameter_is_given_once() =>
        Assert.Equal("shape.radius: a parameter is given once (got \"radius=3\")", Refusal("circle:2:radius=3"));

    [Fact]
    public void An_argument_without_a_key_needs_a_place() =>
        Assert.Equal("shape: pair takes no argument without a key (got \"3\"); allowed: first=VALUE, second=VALUE", Refusal("pair:3"));

    [Fact]
    public void Variants_describe_themselves()
    {
        var circle = Variants.Of(typeof(Shape))[0];
        Assert.Equal(("circle", "A round thing.", false), (circle.Name, circle.Summary, circle.AtRunTime));
        Assert.Equal(
            [
                ("radius", "1", true, "a number, above 0"),
                ("fill", "none", false, "none, half-tone"),
                ("corners", "null", false, "an integer, or null"),
            ],
            circle.Parameters.Select(one => (one.Name, one.Default!, one.Positional, one.Allowed))
        );
        Assert.Null(Variants.Of(typeof(Shape))[1].Parameters[0].Default);
    }

    [Fact]
    public void Our_variants_take_their_summaries_from_the_xml_docs()
    {
        var rope = Variants.Of(typeof(Workbench.Models.Positions.PositionConfig)).Single(one => one.Name == "rope");
        Assert.StartsWith("Rotates queries and keys", rope.Summary);
        Assert.StartsWith("The base of the wavelengths", rope.Parameters[0].Summary);
        Assert.All(
            Variants.Families.SelectMany(Variants.Of).Where(one => one.Type.Assembly == typeof(Variants).Assembly),
            one => Assert.NotEqual("", one.Summary)
        );
    }

    [Fact]
    public void A_variant_is_added_at_run_time_and_taken_over_by_the_next_of_its_name()
    {
        Variants.Register<Brush>("brush");
        Variants.Register<Brush>("brush");
        Assert.Single(Variants.NamesOf(typeof(Tool)), "brush");
        var canvas = ConfigTree.With(new Canvas(), "tool", "brush:wet=true");
        Assert.Equal(new Brush { Wet = true }, canvas.Tool);
        Assert.Equal(canvas, ConfigTree.FromYaml<Canvas>(ConfigTree.ToYaml(canvas)));
        Assert.Equal([("pen", false), ("brush", true)], Variants.Of(typeof(Tool)).Select(one => (one.Name, one.AtRunTime)));
    }

    [Fact]
    public void Registration_refuses_what_cannot_be_a_variant()
    {
        Assert.Equal(
            "the name of a built-in variant of tool cannot be registered again (got pen); allowed: any other name",
            Assert.Throws<InvalidInputException>(() => Variants.Register<Brush>("pen")).Message
        );
        var faults = Assert.Throws<InvalidInputException>(() => Variants.Register<Frame>("My Frame")).Faults;
        Assert.Equal(
            [
                "a variant derives from a family's abstract record",
                "a variant's name is lower-case letters, digits and '-', and starts with a letter",
            ],
            faults.Select(fault => fault.Rule)
        );
    }

    [Fact]
    public void A_sign_in_a_name_can_be_written()
    {
        var performer = (Workbench.Models.Attention.PerformerAttention)
            Variants.Parse(typeof(Workbench.Models.Attention.AttentionConfig), "performer:kernel=favor+");
        Assert.Equal(Workbench.Models.Attention.PerformerKernel.FavorPlus, performer.Kernel);
    }
}
