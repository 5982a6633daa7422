using System.Security.Cryptography;
using System.Text;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// Signs messages: HMAC-SHA256 in lower-case hex over the bytes of header, parent header, metadata and content.
/// </summary>
/// <param name="key">The connection file's key; empty to sign and verify nothing.</param>
internal sealed class MessageSigner(string key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    public bool IsOn => _key.Length > 0;

    /// <summary>The signature frame; empty without a key.</summary>
    public byte[] Sign(IReadOnlyList<byte[]> frames, int first)
    {
        if (!IsOn)
            return [];
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        for (var i = first; i < first + 4; i++)
            hmac.AppendData(frames[i]);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
    }

    /// <summary>Whether a signature is valid; compares in constant time.</summary>
    public bool Verify(byte[] signature, IReadOnlyList<byte[]> frames, int first) =>
        !IsOn || CryptographicOperations.FixedTimeEquals(signature, Sign(frames, first));
}

/// <summary>Detects replayed messages by their signatures. Remembers a limited number of signatures.</summary>
/// <param name="limit">The number of remembered signatures.</param>
internal sealed class ReplayGuard(int limit = 65536)
{
    private readonly HashSet<string> _seen = [];
    private readonly Queue<string> _order = [];
    private readonly Lock _gate = new();

    /// <summary>Whether a signature is new; remembers it.</summary>
    public bool IsNew(byte[] signature)
    {
        var digest = Encoding.ASCII.GetString(signature);
        lock (_gate)
        {
            if (!_seen.Add(digest))
                return false;
            _order.Enqueue(digest);
            if (_order.Count > limit)
                _seen.Remove(_order.Dequeue());
            return true;
        }
    }
}
