using System.Threading.RateLimiting;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Security.Identities;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Security.Limits;

/// <summary>
/// How much each client may ask for, and how much an environment has under way. Costs nothing where a policy sets no limit.
/// </summary>
internal sealed class LimitMiddleware(RequestDelegate next, LimitTable limits, ErrorResponse errors, TimeProvider time)
{
    /// <summary>A place among the requests under way is free again soon; no figure would be truer than this.</summary>
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        return request.Environment.HasLimits ? Limit(context, request) : next(context);
    }

    private async Task Limit(HttpContext context, GatewayRequest request)
    {
        var policy = request.Environment.Policy;
        DataRates.Apply(context, policy);
        if (HeaderFault(context.Request.Headers, policy) is { } fault)
        {
            await errors.WriteAsync(context, new GatewayError(ErrorCode.HeadersTooLarge, fault));
            return;
        }

        var own = limits.Of(request.Environment);
        using var taken = own.Take(ClientOf(context, request));
        if (taken is { IsAcquired: false })
        {
            await errors.WriteAsync(context, new GatewayError(
                ErrorCode.RateLimited,
                $"More requests than environment {request.Environment.Name} takes from one client; wait and ask again.",
                RetryAfter: taken.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : SoonAgain));
            return;
        }

        using var place = own.Enter();
        if (place is { IsAcquired: false })
        {
            await errors.WriteAsync(context, new GatewayError(
                ErrorCode.RateLimited,
                $"Environment {request.Environment.Name} has as many requests under way as it takes; ask again in a moment.",
                RetryAfter: SoonAgain));
            return;
        }

        await (policy.RequestTimeout is { } longest ? NextWithin(context, longest) : next(context));
    }

    /// <summary>Ends a request that takes too long: in words where no answer has begun, otherwise by breaking it off.</summary>
    private async Task NextWithin(HttpContext context, TimeSpan longest)
    {
        using var timeout = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timeout.Token);
        var client = context.RequestAborted;
        context.RequestAborted = either.Token;
        await using var broken = timeout.Token.Register(
            static state =>
            {
                if (((HttpContext)state!).Response.HasStarted)
                {
                    ((HttpContext)state).Abort();
                }
            },
            context);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !client.IsCancellationRequested)
        {
            // Answered below, as when a stage has noticed the end itself and let the request go.
        }
        finally
        {
            context.RequestAborted = client;
        }

        if (timeout.IsCancellationRequested && !client.IsCancellationRequested && !context.Response.HasStarted)
        {
            context.Response.Clear();
            await errors.WriteAsync(context, new GatewayError(
                ErrorCode.RequestTimeout, $"The request took longer than {longest}, which is what its environment allows."));
        }
    }

    private static string ClientOf(HttpContext context, GatewayRequest request) =>
        request.Environment.Policy.RateLimit?.By == RateLimitSubject.Identity
        && context.Features.Get<ClientIdentity>() is ClientIdentity.Known known
            ? $"identity {known.Name}"
            : $"address {request.Client.Client}";

    private static string? HeaderFault(IHeaderDictionary headers, SecurityPolicyOptions policy)
    {
        if (headers.Count > policy.MaxRequestHeaderCount)
        {
            return $"The request has {headers.Count} header fields; this environment takes {policy.MaxRequestHeaderCount}.";
        }

        if (policy.MaxRequestHeadersSize is not { } most)
        {
            return null;
        }

        var size = 0L;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                size += name.Length + (value?.Length ?? 0) + ": \r\n".Length;
            }
        }

        return size > most.Bytes ? $"The header section of the request has {size} bytes; this environment takes {most}." : null;
    }
}
