using Workbench.Configuration;

namespace Workbench.Data.Tasks;

/// <summary>
/// Repeat a random sequence: n symbols, a separator, and the same n symbols, of which only the repetition counts. Windows of T tokens give
/// n = T / 2. Symbols are independent and uniform.
/// </summary>
/// <param name="Symbols">Different symbols, S. Default: 32. The vocabulary is S + 1.</param>
public sealed partial record Copy([property: InRange(2)] int Symbols = 32) : TaskConfig;
