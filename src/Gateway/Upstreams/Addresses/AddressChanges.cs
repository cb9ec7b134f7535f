using Microsoft.Extensions.Primitives;

namespace Gateway.Upstreams.Addresses;

/// <summary>Whether any of several names has other addresses than when they were asked for.</summary>
internal sealed class AddressChanges : IChangeToken
{
    private readonly List<CancellationToken> _tokens = [];

    /// <inheritdoc/>
    public bool HasChanged => _tokens.Exists(token => token.IsCancellationRequested);

    /// <inheritdoc/>
    public bool ActiveChangeCallbacks => true;

    /// <summary>One more name.</summary>
    public void Add(CancellationToken changed) => _tokens.Add(changed);

    /// <inheritdoc/>
    public IDisposable RegisterChangeCallback(Action<object?> callback, object? state)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource([.. _tokens]);
        source.Token.Register(callback, state);
        return source;
    }
}
