using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Errors;

/// <summary>A response as it was before it was answered, so that nothing of an answer that is not the client's stays on it.</summary>
internal readonly struct ResponseReset
{
    private readonly KeyValuePair<string, StringValues>[]? _fields;

    private ResponseReset(KeyValuePair<string, StringValues>[] fields) => _fields = fields;

    /// <summary>Remembers the fields that earlier stages set.</summary>
    public static ResponseReset Remember(HttpResponse response) => new([.. response.Headers]);

    /// <summary>Puts the response back. It has not started.</summary>
    public void Restore(HttpContext context)
    {
        if (_fields is null)
        {
            // Nothing was sent, so nothing came back: only the status is not as it was.
            context.Response.StatusCode = StatusCodes.Status200OK;
        }
        else
        {
            context.Response.Clear();
            foreach (var (name, value) in _fields)
            {
                context.Response.Headers[name] = value;
            }
        }

        context.Features.Set<IForwarderErrorFeature>(null);
        context.Features.Set<GatewayError>(null);
    }
}
