namespace Workbench.Data;

public abstract partial record TaskConfig
{
    /// <summary>Builds the task.</summary>
    /// <param name="corpus">The text; null for a task that generates its data (<see cref="DefaultData"/> is null).</param>
    public abstract ITask Build(Corpus? corpus);
}
