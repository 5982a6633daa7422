namespace Workbench.Models.Initialisation;

/// <summary>Normal with deviation sqrt(2 / (5 D)) for every weight: SmallInit. Nguyen and Salazar 2019, "Transformers without Tears".</summary>
public sealed record SmallInitialisation : InitialisationConfig;
