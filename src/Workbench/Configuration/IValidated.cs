namespace Workbench.Configuration;

/// <summary>A record with rules of its own, beyond what <see cref="InRangeAttribute"/> says of single fields.</summary>
public interface IValidated
{
    /// <summary>Every rule that this record breaks; the records inside it are asked separately.</summary>
    /// <param name="path">Where the record stands ("model.position"; empty at the root), to start each fault's path with.</param>
    IEnumerable<Fault> Validate(string path);
}
