using Workbench.Notebook.Jupyter;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>The list of magics: the operations and the notebook-only magics.</summary>
public static class MagicList
{
    /// <summary>All magics of a session.</summary>
    /// <param name="host">The environment of operations.</param>
    public static MagicSet All(HostEnvironment host)
    {
        var surface = new MagicSurface();
        MagicSet? set = null;
        set = new MagicSet([
            .. OperationCatalogue.All(host, KernelExamination.Of).Select(entry => entry.Accept(surface)),
            new TimeMagic(),
            new WhoMagic(values: false),
            new WhoMagic(values: true),
            new ImportMagic(),
            new BodyMagic(
                "html",
                "Show the rest of the cell as HTML",
                "text/html",
                new Example("html <b>bold</b>", "a line, or the lines below")
            ),
            new BodyMagic(
                "markdown",
                "Show the rest of the cell as Markdown",
                "text/markdown",
                new Example("markdown **bold**", "a line, or the lines below")
            ),
            new BodyMagic(
                "javascript",
                "Run the rest of the cell as JavaScript in the front end",
                "application/javascript",
                new Example("javascript console.log('here')", "a line, or the lines below")
            ),
            new CSharpMagic(),
            new LsMagic(() => set!.All),
            new AboutMagic(host),
        ]);
        return set;
    }
}
