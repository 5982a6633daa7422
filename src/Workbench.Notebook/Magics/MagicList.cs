using Workbench.Notebook.Magics.Kernel;
using Workbench.Notebook.Jupyter;
using Workbench.Operations;
using Workbench.Operations.Benches;

namespace Workbench.Notebook.Magics;

/// <summary>The table of magics: the operations, and what only a notebook has.</summary>
public static class MagicList
{
    /// <summary>Every magic of a session.</summary>
    /// <param name="surroundings">What operations need from outside.</param>
    public static MagicSet All(Surroundings surroundings)
    {
        var wording = new MagicWording();
        MagicSet? set = null;
        set = new MagicSet(
        [
            Of(new Ablate(surroundings)),
            Of(new Train(surroundings)),
            Of(new DescribeModel(surroundings)),
            Of(new Generate(surroundings)),
            Of(new ShowAttention(surroundings)),
            Of(new CompareRuns(surroundings)),
            Of(new ShowFigure(surroundings)),
            Of(new Check(surroundings)),
            new MagicGroup(OperationGroup.Runs, "list", Of(new RunsList(surroundings)), Of(new RunsShow(surroundings)), Of(new RunsClean(surroundings))),
            Of(new VariantsList(surroundings)),
            Of(new PresetsList()),
            new MagicGroup(OperationGroup.Data, "list", Of(new DataList(surroundings)), Of(new DataGet(surroundings, fetch: true)), Of(new DataGet(surroundings, fetch: false)), Of(new DataClean(surroundings))),
            new MagicGroup(OperationGroup.Bench, null, Of(new BenchKernel(surroundings)),
                Of(new BenchTrain(surroundings)), Of(new BenchAttention(surroundings)), Of(new BenchKernels(surroundings))),
            Of(new Doctor(surroundings, KernelExamination.Of)),
            Of(new ShowDevice(surroundings)),
            new TimeMagic(),
            new WhoMagic(values: false),
            new WhoMagic(values: true),
            new ImportMagic(),
            new BodyMagic("html", "Show the rest of the cell as HTML", "text/html", new Example("html <b>bold</b>", "a line, or the lines below")),
            new BodyMagic("markdown", "Show the rest of the cell as Markdown", "text/markdown", new Example("markdown **bold**", "a line, or the lines below")),
            new BodyMagic("javascript", "Let the front end run the rest of the cell as JavaScript", "application/javascript", new Example("javascript console.log('here')", "a line, or the lines below")),
            new CSharpMagic(),
            new LsMagic(() => set!.All),
            new AboutMagic(surroundings),
        ]);
        wording.Surface = set.Surface;
        return set;

        Magic Of<TOptions, TResult>(Operation<TOptions, TResult> operation) => OperationMagic.Of(operation, wording);
    }
}
