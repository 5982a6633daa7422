namespace Workbench.Data;

/// <summary>A sequence of tokens that need not be in memory.</summary>
internal interface ITokenSequence
{
    /// <summary>Number of tokens.</summary>
    long Length { get; }

    /// <summary>The token at a position.</summary>
    int this[long index] { get; }
}
