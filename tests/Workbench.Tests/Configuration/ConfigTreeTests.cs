using Workbench.Configuration;

namespace Workbench.Tests.Configuration;

public sealed class ConfigTreeTests
{
    private static string Refusal(string path, string text) =>
        Assert.Throws<InvalidInputException>(() => ConfigTree.With(new Drawing(), path, text)).Message;

    [Fact]
    public void A_path_changes_one_value_and_leaves_the_original()
    {
        var original = new Drawing();
        Assert.Equal(4, ConfigTree.With(original, "frame.margin", "4").Frame.Margin);
        Assert.Equal(new Circle { Radius = 2 }, ConfigTree.With(original, "shape.radius", "2").Shape);
        Assert.Equal(new Box(3, 4), ConfigTree.With(ConfigTree.With(original, "shape", "box:3"), "shape.height", "4").Shape);
        Assert.Equal([4, 5], ConfigTree.With(original, "sizes", "4+5").Sizes);
        Assert.Equal(100, ConfigTree.With(original, "save-every", "1e2").SaveEvery);
        Assert.Equal(ConfigTree.ToJson(new Drawing()), ConfigTree.ToJson(original));
    }

    [Theory]
    [InlineData(
        "fram.margin",
        "4",
        "fram.margin: there is no setting of this name (got \"fram\"); allowed: title, shape, frame, sizes, saveEvery, shadow. "
            + "Did you mean frame?"
    )]
    [InlineData("frame.margin", "wide", "frame.margin: margin is an integer (got \"wide\"); allowed: an integer, at least 1 and at most 5")]
    [InlineData("frame", "3", "frame: frame is a group of settings; set them one by one (got \"3\"); allowed: frame.margin")]
    [InlineData("title.length", "3", "title: title is a single value and has no settings of its own (got title.length)")]
    [InlineData(
        "shape.width",
        "3",
        "shape.width: the shape circle has no parameter of this name (got \"width\"); allowed: radius, fill, corners. box has "
            + "it: choose shape=box:width=3."
    )]
    [InlineData("sizes", "1+x", "sizes: sizes is a list (got \"x\"); allowed: items that are an integer, separated by '+'")]
    [InlineData("saveEvery", "99999999999", "saveEvery: saveEvery is an integer (got \"99999999999\"); allowed: an integer")]
    public void A_wrong_path_or_value_is_explained(string path, string text, string message) => Assert.Equal(message, Refusal(path, text));

    [Fact]
    public void The_flat_form_names_every_setting() =>
        Assert.Equal(
            """
            title: untitled
            shape: box
            shape.width: 3
            shape.height: 2
            frame.margin: 3
            sizes: 1+2
            saveEvery: 10
            shadow: false

            """,
            ConfigTree.FlatText(new Drawing { Shape = new Box(3) })
        );

    [Fact]
    public void Yaml_is_readable_and_comes_back()
    {
        var drawing = new Drawing
        {
            Title = "no",
            Shape = new Circle { Radius = 0.5, Fill = Filling.HalfTone },
            Sizes = [3],
        };
        var yaml = ConfigTree.ToYaml(drawing);
        Assert.Equal(
            """
            title: no
            shape:
              variant: circle
              radius: 0.5
              fill: half-tone
              corners: null
            frame:
              margin: 3
            sizes: [3]
            saveEvery: 10
            shadow: false

            """,
            yaml
        );
        Assert.Equal(ConfigTree.Identity(drawing), ConfigTree.Identity(ConfigTree.FromYaml<Drawing>(yaml)));
        Assert.Equal("no", ConfigTree.FromYaml<Drawing>(yaml).Title);
        Assert.Equal("null", ConfigTree.FromYaml<Drawing>(ConfigTree.ToYaml(drawing with { Title = "null" })).Title);
    }

    [Fact]
    public void A_file_may_use_the_short_text_and_leave_out_defaults()
    {
        var drawing = ConfigTree.FromYaml<Drawing>("shape: box:3:height=9\nsizes: 7+8\n");
        Assert.Equal(new Box(3, 9), drawing.Shape);
        Assert.Equal([7, 8], drawing.Sizes);
        Assert.Equal("untitled", drawing.Title);
        Assert.Equal("untitled", ConfigTree.FromYaml<Drawing>("").Title);
    }

    private sealed record Labelled
    {
        public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    }

    [Fact]
    public void A_map_has_single_values()
    {
        var read = ConfigTree.FromYaml<Labelled>("labels: {a: 1, b: two}");
        Assert.Equal([("a", "1"), ("b", "two")], read.Labels.Select(pair => (pair.Key, pair.Value)));
        var refused = Assert.Throws<InvalidInputException>(() => ConfigTree.FromYaml<Labelled>("labels: {a: 1, b: [2], c: null}"));
        Assert.Equal(["labels.b", "labels.c"], refused.Faults.Select(fault => fault.Path));
    }

    [Fact]
    public void All_faults_of_a_file_come_at_once()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            ConfigTree.FromYaml<Drawing>(
                "titel: x\nshape:\n  variant: box\n  wide: 2\nframe: 3\nsizes: [1, two]\nshadow: maybe\nsaveEvery: null\n",
                "my.yaml"
            )
        );
        Assert.Equal(
            [
                "my.yaml:1: titel: the config has no setting of this name (got \"titel\"); allowed: title, shape, frame, sizes, "
                    + "saveEvery, shadow. Did you mean title?",
                "my.yaml:4: shape.wide: box has no setting of this name (got \"wide\"); allowed: width, height. Did you mean width?",
                "my.yaml:2: shape.width: box needs its width; allowed: an integer, at least 1 and at most 9",
                "my.yaml:5: frame: a group of settings is expected here (got \"3\"); allowed: key: value pairs",
                "my.yaml:6: sizes[1]: sizes is a list (got \"two\"); allowed: items that are an integer",
                "my.yaml:7: shadow: shadow is true or false (got \"maybe\"); allowed: true or false",
                "my.yaml:8: saveEvery: saveEvery needs a value (got null); allowed: an integer",
            ],
            error.Faults.Select(fault => fault.ToString())
        );
    }

    [Theory]
    [InlineData("title: [", "this is not YAML")]
    [InlineData("a: 1\n---\nb: 2\n", "a config is one YAML document")]
    [InlineData("title: &a [*a]\n", "a config is not nested more than 64 deep")]
    public void What_is_not_yaml_is_said_to_be_so(string text, string rule) =>
        Assert.StartsWith(
            $"x.yaml: {rule}",
            Assert.Throws<InvalidInputException>(() => ConfigTree.FromYaml<Drawing>(text, "x.yaml")).Message
        );

    [Fact]
    public void Aliases_do_not_make_a_file_larger_than_it_may_be()
    {
        const string text = "a: &a [1, 2, 3]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        // 1 mapping, 3 keys, a: 4, b: 1 + 2 * 4, c: 1 + 2 * 9.
        YamlSize.Require(text, null, most: 36);
        Assert.Equal(
            "x.yaml: a config file is too large after its aliases are expanded (got more at line 3); allowed: at most "
                + "35 values, lists and mappings. "
                + "Remove aliases to aliases.",
            Assert.Throws<InvalidInputException>(() => YamlSize.Require(text, "x.yaml", most: 35)).Message
        );
        YamlSize.Require("a: &a {x: 1}\nb: *a\n? *a\n: 2\n", null, most: 100);
        Assert.StartsWith(
            "x.yaml: a key must not contain itself (got *a at line 1)",
            Assert.Throws<InvalidInputException>(() => YamlSize.Require("&a {? [*a] : 1}", "x.yaml")).Message
        );
    }

    [Fact]
    public void A_config_file_is_held_to_the_limit()
    {
        // 20 to the power of 4: more than the limit, and still little.
        var text =
            "l0: &l0 x\n"
            + string.Concat(
                Enumerable.Range(1, 4).Select(i => $"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 20))}]\n")
            );
        Assert.Contains(
            "allowed: at most 100,000 values, lists and mappings",
            Assert.Throws<InvalidInputException>(() => ConfigTree.FromYaml<Drawing>(text, "x.yaml")).Message
        );
    }

    [Fact]
    public void What_is_not_json_is_said_to_be_so() =>
        Assert.StartsWith("this is not JSON", Assert.Throws<InvalidInputException>(() => ConfigTree.FromJson<Drawing>("{")).Message);

    [Fact]
    public void Validation_walks_the_whole_tree() =>
        Assert.Equal(
            [
                "run.shape.radius: radius is out of range (got -1); allowed: above 0",
                "run.frame.margin: margin is out of range (got 0); allowed: at least 1 and at most 5",
                "run.title: the title must fit the frame (got untitled); allowed: at most 0 letters",
            ],
            ConfigTree
                .Validate(
                    new Drawing
                    {
                        Shape = new Circle { Radius = -1 },
                        Frame = new() { Margin = 0 },
                    },
                    "run"
                )
                .Select(fault => fault.ToString())
        );

    [Fact]
    public void Not_a_number_is_out_of_every_range() =>
        Assert.Single(ConfigTree.Validate(new Drawing { Shape = new Circle { Radius = double.NaN } }));

    [Fact]
    public void Identity_is_of_values_not_of_their_writing()
    {
        var drawing = new Drawing();
        Assert.Equal(64, ConfigTree.Identity(drawing).Length);
        Assert.Equal(ConfigTree.Identity(drawing), ConfigTree.Identity(drawing with { SaveEvery = 5 }));
        Assert.NotEqual(ConfigTree.Identity(drawing), ConfigTree.Identity(drawing with { Shadow = true }));
        Assert.NotEqual(ConfigTree.Identity(drawing), ConfigTree.Identity(drawing with { Sizes = [2, 1] }));
        Assert.NotEqual(ConfigTree.Identity(drawing), ConfigTree.Identity(drawing with { Shape = new Circle { Radius = 2 } }));
    }

    [Fact]
    public void A_field_at_the_default_it_was_introduced_with_is_not_in_the_identity() =>
        Assert.Equal(
            """{"frame":{"margin":3},"shape":{"corners":null,"fill":"none","radius":1,"variant":"circle"},"sizes":[1,2],"title":"untitled"}""",
            ConfigTree.CanonicalJson(new Drawing())
        );

    [Fact]
    public void Paths_reach_the_parameters_of_every_variant()
    {
        var paths = ConfigTree.Paths(typeof(Drawing)).ToDictionary(one => one.Path);
        Assert.Equal(paths.Keys, ConfigTree.PathNames(typeof(Drawing)));
        Assert.Superset(
            new HashSet<string> { "title", "shape", "shape.radius", "shape.width", "frame.margin", "sizes" },
            paths.Keys.ToHashSet()
        );
        Assert.DoesNotContain("frame", paths.Keys);
        Assert.Equal("box", paths["shape.width"].Variant);
        Assert.StartsWith("circle, box, pair", paths["shape"].Allowed);
    }
}
