using Gateway.HttpCache;
using Microsoft.Extensions.Primitives;

namespace Gateway.Caching;

/// <summary>Lets the cache policy read a server's own header collection without copying it.</summary>
internal sealed class RequestFields(IHeaderDictionary headers) : IFieldSource
{
    /// <inheritdoc/>
    public StringValues this[string name] => headers[name];
}
