using Workbench.Ablation;
using Workbench.Operations;
using Workbench.Operations.Views;

namespace Workbench.Tests.Operations;

/// <summary>Every result that a person asks for has a view, and the view is text in lines and tables.</summary>
public sealed class ResultViewTests
{
    // What an operation shows otherwise: text that streams, notebooks' own summary, a kernelspec's folder.
    private static readonly string[] ShownOtherwise = ["Generate", "RunNotebooks", "JupyterInstall", "JupyterUninstall", "JupyterList"];

    [Fact]
    public void Every_operations_result_has_a_view()
    {
        var missing =
            from type in typeof(ResultViews).Assembly.GetTypes()
            where type is { IsAbstract: false } && !ShownOtherwise.Contains(type.Name)
            let operation = Bases(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(Operation<,>))
            where operation is not null && !ResultViews.All.Any(view => view.Type.IsAssignableFrom(operation.GetGenericArguments()[1]))
            select $"{type.Name}: {operation.GetGenericArguments()[1]}";
        Assert.Empty(missing);
    }

    [Fact]
    public void Tables_are_aligned_text()
    {
        var view = new ResultView(
            new ResultLine("head"),
            new ResultTable(
                ["name", ResultColumn.Right("size")],
                [
                    ["a", "10"],
                    ["longer", "5"],
                ]
            ),
            new ResultTable(["", ""], [])
        );
        Assert.Equal("head\nname    size\na         10\nlonger     5\n", view.ToString());
    }

    [Fact]
    public void A_ledger_without_runs_says_so() => Assert.Equal("no runs", ResultViews.Of(Array.Empty<RunListing>()).ToString());

    [Fact]
    public void A_result_without_a_view_is_a_fault_of_ours() =>
        Assert.Equal(
            "a Version has no view (Parameter 'result')",
            Assert.Throws<ArgumentException>(() => ResultViews.Of(new Version(1, 0))).Message
        );

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var one = type.BaseType; one is not null; one = one.BaseType)
            yield return one;
    }
}
