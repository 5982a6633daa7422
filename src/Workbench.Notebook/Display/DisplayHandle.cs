namespace Workbench.Notebook.Display;

/// <summary>A handle of a display, which can be updated in place from its own cell, a later cell or a task.</summary>
public sealed class DisplayHandle
{
    private readonly CellContext _cell;

    private DisplayHandle(CellContext cell, string id)
    {
        _cell = cell;
        Id = id;
    }

    /// <summary>The display id, unique in the notebook.</summary>
    public string Id { get; }

    /// <summary>Replaces every display of this id by a value.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="mimeTypes">The MIME types to show, best first; empty for the type's default types.</param>
    /// <exception cref="InvalidInputException">Nothing was shown under this id since the kernel started.</exception>
    public void Update(object? value, params string[] mimeTypes) =>
        (CellContext.Current ?? _cell).FrontEnd.Send(new DisplayOutput(Formatting.BundleOf(value, mimeTypes), Id, Update: true));

    /// <summary>The handle of a display id that this cell or an earlier cell has shown.</summary>
    /// <exception cref="InvalidInputException">There is no running cell, or the id is empty.</exception>
    public static DisplayHandle Of(string displayId) => new(Cell(), Checked(displayId));

    internal static DisplayHandle Show(object? value, string? displayId, params string[] mimeTypes)
    {
        var context = Cell();
        var handle = new DisplayHandle(context, Checked(displayId ?? Guid.NewGuid().ToString("n")));
        context.FrontEnd.Send(new DisplayOutput(Formatting.BundleOf(value, mimeTypes), handle.Id));
        return handle;
    }

    internal static CellContext Cell() =>
        CellContext.Current
        ?? throw new InvalidInputException(
            "only a running notebook cell can show a value",
            nextStep: "Print it, or call this in a cell or in a task that a cell started."
        );

    private static string Checked(string id) =>
        string.IsNullOrWhiteSpace(id) ? throw new InvalidInputException("a display id must not be empty", $"\"{id}\"") : id;
}
