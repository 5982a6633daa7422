using Workbench.Configuration;

namespace Workbench.Data.Tasks;

/// <summary>
/// Repeating a random sequence: n symbols, a separator, and the same n symbols; only the repetition is scored. A window of T tokens has n =
/// T / 2. Symbols are independent and uniform.
/// </summary>
/// <param name="Symbols">Number of distinct symbols, S. Default: 32. The vocabulary size is S + 1.</param>
public sealed partial record Copy([property: InRange(2, 1 << 20)] int Symbols = 32) : TaskConfig;
