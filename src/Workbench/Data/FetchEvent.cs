namespace Workbench.Data;

/// <summary>Progress of a fetch.</summary>
public abstract record FetchEvent;

/// <summary>Another process is fetching; this one waits for it.</summary>
/// <param name="Folder">The cache.</param>
public sealed record WaitingForLock(string Folder) : FetchEvent;

/// <summary>A download begins.</summary>
/// <param name="Entry">What is fetched.</param>
public sealed record FetchStarted(CatalogueEntry Entry) : FetchEvent;

/// <summary>The corpus is in the cache, its checksum is right.</summary>
/// <param name="Entry">What was fetched.</param>
/// <param name="Folder">Where it is.</param>
public sealed record FetchCompleted(CatalogueEntry Entry, string Folder) : FetchEvent;

/// <summary>A corpus in the cache did not have the catalogue's checksum; it was kept aside and is fetched again.</summary>
/// <param name="Entry">Which.</param>
/// <param name="KeptAs">Where the damaged files are now.</param>
public sealed record CacheDamaged(CatalogueEntry Entry, string KeptAs) : FetchEvent;
