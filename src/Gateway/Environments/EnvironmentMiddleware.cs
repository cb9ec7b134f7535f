using System.Diagnostics;
using Gateway.Errors;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Environments;

/// <summary>Chooses the environment by Host, once the target and the Host are known to mean one thing only.</summary>
internal sealed class EnvironmentMiddleware(RequestDelegate next, GatewayState state, ErrorResponse errors)
{
    /// <summary>What stands in <c>Allow</c>: the methods of HTTP that are passed on. Those of extensions are, too.</summary>
    public const string ServedMethods = "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE";

    private const string PurgeMethod = "PURGE";

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var published = state.Current;
        var request = context.Request;
        if (RequestTarget.Read(context.Features.Get<IHttpRequestFeature>()!.RawTarget, out var target) is { } fault)
        {
            return errors.WriteAsync(context, new GatewayError(ErrorCode.InvalidTarget, $"The request target is refused: {fault}."));
        }

        if (MethodFault(context, request.Method) is { } methodFault)
        {
            // RFC 9110 §15.5.6: a 405 says what is allowed.
            context.Response.Headers.Allow = ServedMethods;
            return errors.WriteAsync(context, new GatewayError(ErrorCode.MethodNotAllowed, methodFault));
        }

        var origin = ClientOrigin.Of(context, published.Snapshot.TrustedProxies);
        var environment = published.Snapshot.Hosts.Find(origin.Host, origin.DefaultPort);
        if (environment is null)
        {
            return errors.WriteAsync(context, new GatewayError(
                ErrorCode.UnknownEnvironment,
                $"No environment has the host '{Shown(origin.Host)}'. Check the URL, or name the host under Gateway:Environments."));
        }

        if (!origin.IsForwarded && NamesAnother(context, published.Snapshot, environment, origin))
        {
            return errors.WriteAsync(context, new GatewayError(
                ErrorCode.MisdirectedRequest,
                $"The TLS connection was made for another environment than that of the host '{Shown(origin.Host)}'. Open a connection of "
                    + $"its own."));
        }

        Enter(context, published, environment, target, origin);
        return next(context);
    }

    private static void Enter(
        HttpContext context, PublishedSnapshot published, GatewayEnvironment environment, RequestTarget target, ClientOrigin origin)
    {
        var gatewayRequest = new GatewayRequest
        {
            Published = published,
            Environment = environment,
            Target = target,
            Scheme = origin.Scheme,
            Host = origin.Host,
            Client = origin.Chain,
        };
        context.Features.Set(gatewayRequest);
        context.Features.Set<IErrorAudience>(gatewayRequest);
        var record = context.Features.GetRequiredFeature<RequestRecord>();
        record.Environment = environment.Name;
        RequestLogLevel.Enter(record, environment.LogLevel);
        environment.TraceSampling.Choose(Activity.Current);
        OwnAnswerFields.Tell(context.Response, environment);
    }

    /// <summary>
    /// Whether the TLS server name chose another environment than the Host (RFC 9110 §7.4). What was demanded of the client
    /// in the handshake depends on that name, so a connection is good for its own environment only.
    /// </summary>
    private static bool NamesAnother(HttpContext context, GatewaySnapshot snapshot, GatewayEnvironment environment, ClientOrigin origin)
    {
        var serverName = context.Features.Get<TlsServerName>()?.Value ?? context.Features.Get<ITlsHandshakeFeature>()?.HostName;
        if (string.IsNullOrEmpty(serverName))
        {
            return false;
        }

        HostName.TrySplitPort(origin.Host, out _, out var port);
        return snapshot.Hosts.Find(serverName, port ?? origin.DefaultPort) is { } named && !ReferenceEquals(named, environment);
    }

    /// <summary>Why a method is not served, or null.</summary>
    private static string? MethodFault(HttpContext context, string method)
    {
        if (CanonicalOf(method) is { } canonical && canonical != method)
        {
            return $"{method} is not served: methods are written in capitals, here {canonical}.";
        }

        // TRACE sends a request back as it arrived, which would show a client the credential the gateway adds for the upstream.
        return HttpMethods.IsTrace(method) || (HttpMethods.IsConnect(method) && !IsExtendedConnect(context))
            ? $"{method} is not served."
            : null;
    }

    /// <summary>
    /// The known method that this is a spelling of, or null. Letter case counts (RFC 9110 §9.1), but the client behind the proxy sends
    /// <c>delete</c> as DELETE: a grant to publish would reach further than it says.
    /// </summary>
    private static string? CanonicalOf(string method)
    {
        var known = HttpMethods.GetCanonicalizedValue(method);
        var isPurge = method.Equals(PurgeMethod, StringComparison.OrdinalIgnoreCase);
        return !ReferenceEquals(known, method) ? known : isPurge ? PurgeMethod : null;
    }

    private static bool IsExtendedConnect(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private static string Shown(string host) => host.Length <= 100 ? host : host[..100];
}
