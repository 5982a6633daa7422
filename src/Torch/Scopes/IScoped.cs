namespace TorchSharp;

/// <summary>What a dispose scope can own: it knows its scope.</summary>
internal interface IScoped : IDisposable
{
    DisposeScope? OwningDisposeScope { get; set; }
}
