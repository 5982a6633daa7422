using Workbench.Notebook;
using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Tests.Scripting.Language;

public class CSharpDiagnosticsTests
{
    private static readonly Lazy<LanguageState> Session = new(() => Chain.After("var count = 3; [Obsolete(\"old\")] void Old() { }"));

    [Theory]
    [InlineData("1 + 1")]
    [InlineData("var twice = 2 * count; twice")]
    [InlineData("var count = \"declared anew\"; count.Length")]
    [InlineData("await Task.Delay(1);")]
    [InlineData("")]
    [InlineData("// nothing")]
    [InlineData("count?")]
    [InlineData("??Console.WriteLine")]
    public async Task Nothing_is_wrong(string cell) => Assert.Empty(await Ask(cell));

    [Fact]
    public async Task An_error_has_its_place_and_its_words() =>
        Assert.Equal(
            [new CellDiagnostic(12, 17, CellSeverity.Error, "CS0103", "The name 'conut' does not exist in the current context")],
            await Ask("count = 2 * conut;")
        );

    [Fact]
    public async Task A_warning_is_one()
    {
        var told = Assert.Single(await Ask("Old();"));
        Assert.Equal((0, 5, CellSeverity.Warning, "CS0618"), (told.Start, told.End, told.Severity, told.Id));
    }

    [Fact]
    public async Task They_come_in_the_order_of_the_code() =>
        Assert.Equal(["CS0103", "CS0029", "CS0618"], (await Ask("first(); int second = \"text\"; Old();")).Select(one => one.Id));

    [Fact]
    public async Task Text_that_does_not_parse_is_told() =>
        Assert.Contains(await Ask("var x = ;"), one => one is { Id: "CS1525", Severity: CellSeverity.Error, Start: 8 });

    [Fact]
    public async Task What_a_package_brings_is_not_known_before_the_cell_has_run()
    {
        Assert.Empty(await Ask("#r \"nuget: Some.Package, 1.0.0\"\nusing Some.Package;\nSomething();"));
        Assert.Contains(await Ask("#r \"nuget: Some.Package, 1.0.0\"\nvar x = ;"), one => one.Id == "CS1525");
    }

    private static Task<IReadOnlyList<CellDiagnostic>> Ask(string cell) =>
        new LanguageService(() => Session.Value).DiagnoseAsync(cell, TestContext.Current.CancellationToken);
}
