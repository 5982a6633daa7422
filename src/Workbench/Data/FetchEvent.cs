namespace Workbench.Data;

/// <summary>A progress event of a fetch.</summary>
public abstract record FetchEvent;

/// <summary>Another process is fetching; this one waits for it.</summary>
/// <param name="Folder">The cache.</param>
public sealed record WaitingForLock(string Folder) : FetchEvent;

/// <summary>A download starts.</summary>
/// <param name="Entry">The corpus.</param>
public sealed record FetchStarted(CatalogueEntry Entry) : FetchEvent;

/// <summary>The corpus is in the cache, with a verified checksum.</summary>
/// <param name="Entry">The corpus.</param>
/// <param name="Folder">The corpus's folder.</param>
public sealed record FetchCompleted(CatalogueEntry Entry, string Folder) : FetchEvent;

/// <summary>A cached corpus did not match the catalogue's checksum; it was set aside and is fetched again.</summary>
/// <param name="Entry">The corpus.</param>
/// <param name="KeptAs">The folder of the damaged files.</param>
public sealed record CacheDamaged(CatalogueEntry Entry, string KeptAs) : FetchEvent;
