namespace Workbench.Configuration;

/// <summary>A record with validation rules beyond the ranges of single fields (<see cref="InRangeAttribute"/>).</summary>
public interface IValidated
{
    /// <summary>Every rule that this record breaks. Nested records are validated separately.</summary>
    /// <param name="path">The path of the record ("model.position"; empty at the root); the prefix of each fault's path.</param>
    IEnumerable<Fault> Validate(string path);
}
