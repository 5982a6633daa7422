using System.Text.Json.Nodes;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Parameters;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>Parameters go into notebooks as papermill puts them there, with the declared types.</summary>
public class ParameterTests
{
    private const string Declared =
        "int seeds = 1;\nvar steps = 100L;\nvar rate = 3e-4; double beta = 0.9;\nbool full = false;\nstring task = \"copy\"; "
        + "var data = \"sotu\";\nint[] lengths = [1, 2];\nList<double> rates = new() { 1 };\nstring? note = null;\nvar other = "
        + "Compute();\nvar lr = 1f;\nstring[] names = [];";

    private static NotebookDocument Notebook(params string[] cells)
    {
        var document = Samples.Code(cells);
        document.Cells[0].Metadata["tags"] = new JsonArray("parameters");
        return document;
    }

    private static (NotebookDocument Document, List<string> Warnings, JsonObject Injected) Inject(
        NotebookDocument document,
        string[] written,
        string? file = null
    )
    {
        var warnings = new List<string>();
        var injected = ParameterSet.Read(written, file).Inject(document, "a.ipynb", warnings.Add, Path.GetTempPath());
        return (document, warnings, injected);
    }

    [Theory]
    [InlineData("seeds=3", "int seeds = 3;")]
    [InlineData("seeds=-3", "int seeds = -3;")]
    [InlineData("steps=5000000000", "long steps = 5000000000L;")]
    [InlineData("rate=1", "double rate = 1.0;")]
    [InlineData("beta=1e-8", "double beta = 1E-08;")]
    [InlineData("beta=.inf", "double beta = double.PositiveInfinity;")]
    [InlineData("full=true", "bool full = true;")]
    [InlineData("task=copy \"x\"", "string task = \"copy \\\"x\\\"\";")]
    [InlineData("task=007", "string task = \"007\";")]
    [InlineData("task=", "string task = \"\";")]
    [InlineData("data=a: b", "string data = \"a: b\";")]
    [InlineData("lengths=[8, 16]", "int[] lengths = [8, 16];")]
    [InlineData("lengths=8", "int[] lengths = [8];")]
    [InlineData("rates=[1, 0.5]", "List<double> rates = [1.0, 0.5];")]
    [InlineData("note=null", "string? note = null;")]
    [InlineData("note=007", "string? note = \"007\";")]
    [InlineData("other=[a, b]", "string[] other = [\"a\", \"b\"];")]
    [InlineData("names=[007, 1e3, true, 'x', null]", "string[] names = [\"007\", \"1e3\", \"true\", \"x\", null];")]
    [InlineData("names=007", "string[] names = [\"007\"];")]
    [InlineData("other=x", "var other = \"x\";")]
    [InlineData("lr=0.25", "float lr = 0.25f;")]
    public void A_value_takes_the_declared_type(string written, string line)
    {
        var (document, warnings, _) = Inject(Notebook(Declared, "seeds"), [written]);
        Assert.Equal($"// Parameters\n{line}", document.Cells[1].Source);
        Assert.Equal(["injected-parameters"], document.Cells[1].Tags);
        Assert.Equal(3, document.Cells.Count);
        Assert.Empty(warnings);
    }

    private const string Typed =
        "enum Mode { Fast, Slow }\n[Flags] enum Access { Read = 1, Write = 2 }\nDayOfWeek day = DayOfWeek.Monday; DayOfWeek? "
        + "maybe = null; var mode = Mode.Fast;\n"
        + "Mode[] modes = []; List<DayOfWeek> days = []; Access access = Access.Read;\nDateTime when = DateTime.UnixEpoch; var "
        + "start = DateTime.UnixEpoch; DateOnly only = default; TimeOnly clock = default;\n"
        + "TimeSpan? span = null; DateTimeOffset moment = default; Guid id = default; DateOnly[] dates = []; Int32 aliased = 1; "
        + "Version version = new(1, 0); Dictionary<string, double> map = new();";

    [Theory]
    [InlineData("day=Friday", "System.DayOfWeek day = System.DayOfWeek.Friday;")]
    [InlineData("day=friday", "System.DayOfWeek day = System.DayOfWeek.Friday;")]
    [InlineData("maybe=null", "System.DayOfWeek? maybe = null;")]
    [InlineData("maybe=Sunday", "System.DayOfWeek? maybe = System.DayOfWeek.Sunday;")]
    [InlineData("mode=Slow", "Mode mode = Mode.Slow;")]
    [InlineData("modes=[Slow, Fast]", "Mode[] modes = [Mode.Slow, Mode.Fast];")]
    [InlineData("days=Friday", "System.Collections.Generic.List<System.DayOfWeek> days = [System.DayOfWeek.Friday];")]
    [InlineData("access=Read, Write", "Access access = Access.Read | Access.Write;")]
    [InlineData(
        "when=2026-02-03",
        "DateTime when = System.DateTime.Parse(\"2026-02-03T00:00:00.0000000\", "
            + "System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.RoundtripKind);"
    )]
    [InlineData(
        "start=2026-02-03T14:30:00Z",
        "System.DateTime start = System.DateTime.Parse(\"2026-02-03T14:30:00.0000000Z\", "
            + "System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.RoundtripKind);"
    )]
    [InlineData("only=2026-02-03", "DateOnly only = new System.DateOnly(2026, 2, 3);")]
    [InlineData(
        "clock=14:30",
        "TimeOnly clock = System.TimeOnly.Parse(\"14:30:00.0000000\", System.Globalization.CultureInfo.InvariantCulture);"
    )]
    [InlineData(
        "span=01:30:00",
        "TimeSpan? span = System.TimeSpan.Parse(\"01:30:00\", System.Globalization.CultureInfo.InvariantCulture);"
    )]
    [InlineData("span=null", "TimeSpan? span = null;")]
    [InlineData(
        "moment=2026-02-03T14:30:00+02:00",
        "DateTimeOffset moment = System.DateTimeOffset.Parse(\"2026-02-03T14:30:00.0000000+02:00\", "
            + "System.Globalization.CultureInfo.InvariantCulture);"
    )]
    [InlineData("id=0f8fad5b-d9cb-469f-a165-70867728950e", "Guid id = new System.Guid(\"0f8fad5b-d9cb-469f-a165-70867728950e\");")]
    [InlineData("dates=[2026-02-03, 2026-02-04]", "DateOnly[] dates = [new System.DateOnly(2026, 2, 3), new System.DateOnly(2026, 2, 4)];")]
    [InlineData("aliased=7", "int aliased = 7;")]
    [InlineData("map={a: 1}", "System.Collections.Generic.Dictionary<string, double> map = new() { [\"a\"] = 1 };")]
    public void A_value_takes_a_type_that_the_compiler_knows(string written, string line)
    {
        var (document, _, _) = Inject(Notebook(Typed), [written]);
        Assert.Equal($"// Parameters\n{line}", document.Cells[1].Source);
    }

    [Theory]
    [InlineData(
        "day=Fryday",
        "the parameter day is of type System.DayOfWeek (got Fryday); allowed: Sunday, Monday, Tuesday, Wednesday, Thursday, "
            + "Friday, Saturday"
    )]
    [InlineData("day=null", "the parameter day is of type System.DayOfWeek (got null); allowed: Sunday, ")]
    [InlineData("mode=3", "the parameter mode is of type Mode (got 3); allowed: Fast, Slow")]
    [InlineData("modes=[Fast, Other]", "the parameter modes is of type Mode[] (got [Fast, Other]); allowed: Fast, Slow")]
    [InlineData(
        "access=Read, Run",
        "the parameter access is of type Access (got Read, Run); allowed: Read, Write; several separated by commas"
    )]
    [InlineData(
        "when=03.02.2026",
        "the parameter when is of type DateTime (got 03.02.2026); allowed: 2026-02-03, 2026-02-03T14:30:00, or with a Z for UTC"
    )]
    [InlineData(
        "when=2026-02-03T14:30:00+02:00",
        "the parameter when is of type DateTime (got 2026-02-03T14:30:00+02:00); allowed: 2026-02-03, "
    )]
    [InlineData("only=2026-02-30", "the parameter only is of type DateOnly (got 2026-02-30); allowed: 2026-02-03")]
    [InlineData("clock=25:00", "the parameter clock is of type TimeOnly (got 25:00); allowed: 14:30, 14:30:00")]
    [InlineData("span=90", "the parameter span is of type TimeSpan? (got 90); allowed: 01:30:00, or with days 2.01:30:00")]
    [InlineData(
        "moment=2026-02-03T14:30:00",
        "the parameter moment is of type DateTimeOffset (got 2026-02-03T14:30:00); allowed: 2026-02-03T14:30:00+02:00, "
    )]
    [InlineData("id=7", "the parameter id is of type Guid (got 7); allowed: 0f8fad5b-")]
    [InlineData(
        "version=1.2",
        "the parameter version is of type System.Version (got 1.2). Cannot implicitly convert type 'double' to 'System.Version'"
    )]
    public void A_value_that_is_none_of_such_a_type_is_refused(string written, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<InvalidInputException>(() => Inject(Notebook(Typed), [written])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_type_of_an_earlier_cell_or_a_loaded_script_is_known_and_one_of_a_package_is_no_fault()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kinds.csx", "enum Kind { A, B }");
        var document = Samples.Code(
            "#load \"kinds.csx\"\nenum Earlier { X, Y }",
            "Earlier earlier = Earlier.X; Kind kind = Kind.A; Unheard.Of other = new();"
        );
        document.Cells[1].Metadata["tags"] = new JsonArray("parameters");
        ParameterSet.Read(["earlier=y", "kind=B", "other=1"], null).Inject(document, "a.ipynb", _ => { }, folder.Path);
        Assert.Equal("// Parameters\nEarlier earlier = Earlier.Y;\nKind kind = Kind.B;\nUnheard.Of other = 1;", document.Cells[2].Source);
    }

    [Fact]
    public void Names_and_types_that_do_not_fit_are_refused_together()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            Inject(Notebook(Declared), ["seed=3", "seeds=three", "full=1", "lengths=[1, x]"])
        );
        Assert.Equal(
            """
            a.ipynb, cell 1: the notebook declares no such parameter (got seed); allowed: seeds, steps, rate, beta, full, task, data, lengths, rates, note, other, lr, names. Did you mean seeds?
            a.ipynb, -p: the parameter seeds is of type int (got three)
            a.ipynb, -p: the parameter full is of type bool (got 1); allowed: true, false
            a.ipynb, -p: the parameter lengths is of type int[] (got [1, x])
            """,
            error.Message
        );
    }

    [Fact]
    public void What_is_no_parameter_is_refused()
    {
        var error = Assert.Throws<InvalidInputException>(() => ParameterSet.Read(["seeds", "=3", "a-b=3"], null));
        Assert.Equal(
            """
            -p: a parameter must be a name and a value (got seeds); allowed: name=value
            -p: a parameter must be a name and a value (got =3); allowed: name=value
            -p: a parameter's name must be a valid variable name (got a-b); allowed: letters, digits and _
            """,
            error.Message
        );
    }

    [Fact]
    public void An_injected_cell_is_replaced_when_the_notebook_is_run_again()
    {
        var (first, _, _) = Inject(Notebook(Declared, "seeds"), ["seeds=3", "full=true"]);
        var (second, _, injected) = Inject(first, ["seeds=4"]);
        Assert.Equal(3, second.Cells.Count);
        Assert.Equal("// Parameters\nint seeds = 4;", second.Cells[1].Source);
        Assert.Equal("""{"seeds":4}""", injected.ToJsonString());
    }

    [Fact]
    public void Without_a_parameters_cell_they_come_first_with_a_warning()
    {
        var (document, warnings, _) = Inject(Samples.Code("1"), ["n=3", "names=[a, 1]", "map={a: 1}"]);
        Assert.Equal(
            "// Parameters\nvar n = 3;\nobject[] names = [\"a\", 1];\nSystem.Collections.Generic.Dictionary<string, object> map "
                + "= new() { [\"a\"] = 1 };",
            document.Cells[0].Source
        );
        Assert.Equal(
            "a.ipynb has no cell tagged \"parameters\": the parameters are set in a new cell at the top, and a later cell may "
                + "set them again",
            Assert.Single(warnings)
        );
    }

    [Fact]
    public void Of_a_file_a_notebook_takes_what_it_declares()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            "// Parameters\nstring task = \"007\";\nstring[] names = [\"1e3\", \"b\"];",
            Inject(Notebook(Declared), [], folder.Write("texts.yaml", "task: 007\nnames: [1e3, b]\n")).Document.Cells[1].Source
        );
        var file = folder.Write("p.yaml", "seeds: 2\ntask: 'yes'\nfull: true\nunknown: 1\n");
        var (document, warnings, _) = Inject(Notebook(Declared), ["seeds=9"], file);
        Assert.Equal("// Parameters\nint seeds = 9;\nstring task = \"yes\";\nbool full = true;", document.Cells[1].Source);
        Assert.Equal($"a.ipynb declares no parameter unknown; the value from {file} is ignored", Assert.Single(warnings));
        Assert.Throws<InvalidInputException>(() => Inject(Notebook(Declared), ["unknown=1"], file));
    }

    [Fact]
    public async Task A_file_is_read_from_a_pipe_and_held_to_the_limit_of_aliases()
    {
        using var folder = new TemporaryFolder();
        var writing = NamedPipe.Give(folder.File("pipe"), "seeds: 2\n");
        Assert.Equal("seeds", Assert.Single(ParameterSet.Read([], folder.File("pipe")).Asked).Name);
        await writing;
        var text =
            "l0: &l0 x\n"
            + string.Concat(
                Enumerable.Range(1, 4).Select(i => $"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 20))}]\n")
            );
        Assert.Contains(
            "allowed: at most 100,000 values, lists and mappings",
            Assert.Throws<InvalidInputException>(() => ParameterSet.Read([], folder.Write("p.yaml", text))).Message
        );
    }

    [Theory]
    [InlineData("- 1\n- 2\n", "a parameter file must be a mapping (got sequence); allowed: lines of name: value")]
    [InlineData("a: 1\nb: [1\n", "the file is not YAML")]
    [InlineData("a: 1\n[b, c]: 1\n", "line 2: a name must be a string (got sequence); allowed: name: value")]
    [InlineData("a: &a [*a]\n", "line 1: values must not be nested more than 32 deep")]
    public void A_file_that_is_none_is_refused(string text, string message)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("p.yaml", text);
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => ParameterSet.Read([], file)).Message, StringComparison.Ordinal);
        Assert.Empty(ParameterSet.Read([], folder.Write("empty.yaml", "")).Asked);
    }
}
