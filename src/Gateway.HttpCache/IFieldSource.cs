using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache;

/// <summary>
/// Read access to the header fields of a message, whatever holds them. The policy reads requests through it,
/// so that a hit does not have to copy the fields out of the server's own collection.
/// </summary>
public interface IFieldSource
{
    /// <summary>The values of all field lines of that name, in order; empty when there is none.</summary>
    /// <param name="name">The field name; letter case does not matter (RFC 9110 §5.1).</param>
    StringValues this[string name] { get; }
}
