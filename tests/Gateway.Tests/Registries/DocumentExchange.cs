using System.Buffers;
using System.Text;
using Gateway.Caching;
using Gateway.Configuration;
using Gateway.Errors;
using Gateway.Registries;
using Gateway.Registries.Integrity;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Tests.Registries;

/// <summary>
/// One request through the rewriting stage and YARP's own forwarder to a real upstream, on a detached context as in a fetch.
/// </summary>
internal sealed class DocumentExchange : IFetchSink
{
    public const string PublicBase = "https://modules.example.com/private-module/npm";

    private readonly ArrayBufferWriter<byte> _body = new();
    private Action? _onStarted;

    public int? StartedStatus { get; private set; }

    public IHeaderDictionary Headers { get; private set; } = new HeaderDictionary();

    public string Body => Encoding.UTF8.GetString(_body.WrittenSpan);

    public GatewayError? Error { get; private set; }

    public ForwarderError? ForwarderError { get; private set; }

    public bool IsAborted { get; private set; }

    public bool ResponseStarted { get; private set; }

    public static async Task<DocumentExchange> RunAsync(
        FakeUpstream upstream,
        string target,
        string method = "GET",
        RepositoryFormat format = RepositoryFormat.Npm,
        Action? onStarted = null,
        params (string Name, string Value)[] request)
    {
        var exchange = new DocumentExchange { _onStarted = onStarted };
        using var response = new DetachedResponse(exchange);
        var context = ContextOf(response, method, target, format, request);
        context.Features.Set<IReverseProxyFeature>(ProxyFeature(upstream.Address));
        await using var services = new ServiceCollection().AddLogging().AddHttpForwarder().BuildServiceProvider();
        var forwarder = services.GetRequiredService<IHttpForwarder>();
        using var client = new HttpMessageInvoker(
            new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
        var address = upstream.Address.ToString().TrimEnd('/');
        var stage = new RegistryResponseMiddleware(
            async http => _ = await forwarder.SendAsync(http, address, client),
            new DigestIndex(TimeProvider.System),
            NullLoggerFactory.Instance);

        await stage.InvokeAsync(context);

        exchange.ResponseStarted = response.HasStarted;
        exchange.Error = context.Features.Get<GatewayError>();
        exchange.ForwarderError = context.Features.Get<IForwarderErrorFeature>()?.Error;
        exchange.IsAborted = response.IsAborted;
        Assert.Same(response, context.Features.Get<IHttpResponseBodyFeature>());
        Assert.All(request, field => Assert.Equal(field.Value, context.Request.Headers[field.Name].ToString()));
        if (exchange is { Error: null, IsAborted: false })
        {
            await response.CompleteAsync();
        }

        return exchange;
    }

    public ValueTask StartAsync(int status, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        (StartedStatus, Headers) = (status, headers);
        _onStarted?.Invoke();
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _body.Write(bytes.Span);
        return ValueTask.FromResult(true);
    }

    private static DefaultHttpContext ContextOf(
        DetachedResponse response, string method, string target, RepositoryFormat format, (string Name, string Value)[] request)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = method,
            Path = Uri.UnescapeDataString(target),
            RawTarget = target,
            Protocol = "HTTP/1.1",
            Scheme = "http",
        });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(response);
        features.Set<IHttpRequestLifetimeFeature>(response);
        features.Set<IRequestMeaningFeature>(new Meant(RegistryFormats.Of(format).Interpret(method, target)));
        var context = new DefaultHttpContext(features);
        foreach (var (name, value) in request)
        {
            context.Request.Headers[name] = value;
        }

        return context;
    }

    private static ReverseProxyFeature ProxyFeature(Uri address)
    {
        var destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
        {
            ["one"] = new() { Address = address.ToString() },
        };
        var cluster = new ClusterConfig { ClusterId = "npm-dev", Destinations = destinations };
        return new ReverseProxyFeature
        {
            Cluster = new ClusterModel(cluster, new HttpMessageInvoker(new SocketsHttpHandler())),
            Route = null!,
            AllDestinations = [],
            AvailableDestinations = [],
        };
    }

    private sealed record Meant(RequestMeaning Meaning) : IRequestMeaningFeature
    {
        public string PublicBase => DocumentExchange.PublicBase;
    }
}
