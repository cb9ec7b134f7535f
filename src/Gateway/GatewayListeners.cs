using System.Text;
using Gateway.Caching;
using Gateway.Draining;
using Gateway.Security.Certificates;
using Gateway.Security.Identities;
using Gateway.Security.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Net.Http.Headers;

namespace Gateway;

/// <summary>The server's limits and encodings. Where it listens is Kestrel's own configuration.</summary>
internal static class GatewayListeners
{
    /// <summary>
    /// Room for the longest target a registry client sends, and no more: module paths and search queries stay below 8 KiB.
    /// </summary>
    private const int LongestRequestLine = 16 * 1024;

    /// <summary>Sets up the sockets.</summary>
    public static void Configure(SocketTransportOptions options)
    {
        // Stages run on the thread that the bytes arrived on, which saves a request two hops between threads. Nothing in them blocks for
        // long: files are read on pool threads, and a connection that waits holds up itself alone.
        options.UnsafePreferInlineScheduling = true;

        // Waiting with an empty read costs a system call per request to save an idle connection its 4 KiB.
        options.WaitForDataBeforeAllocatingBuffer = false;
    }

    /// <summary>Sets up Kestrel.</summary>
    public static void Configure(KestrelServerOptions options, IConfiguration configuration, LiveCertificates? certificates)
    {
        // A lone LF ends a line for some servers and not for others (RFC 9112 §2.2 leaves it open); here it is a broken request.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", isEnabled: true);
        options.Configure(configuration.GetSection("Kestrel"));
        var services = options.ApplicationServices;
        options.ConfigureEndpointDefaults(listen => listen.Use(next =>
        {
            var limit = services.GetRequiredService<ConnectionLimit>();
            var open = services.GetRequiredService<OpenConnections>();
            return connection => limit.InvokeAsync(connection, known => open.InvokeAsync(known, next, listen));
        }));
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Gateway.Security");
        TlsListeners.Install(
            options,
            certificates is null ? null : () => certificates.Current,
            (serverName, endpoint) => services.GetRequiredService<ClientCertificateDemand>().Asks(serverName, endpoint),
            logger);

        SetLimits(options.Limits);

        // The server itself reads endpoints and certificates of its section, and leaves the limits to whoever hosts it.
        var limits = configuration.GetSection("Kestrel:Limits");
        limits.Bind(options.Limits);
        options.Limits.MinRequestBodyDataRate = RateOf(limits.GetSection("MinRequestBodyDataRate"), options.Limits.MinRequestBodyDataRate);
        options.Limits.MinResponseDataRate = RateOf(limits.GetSection("MinResponseDataRate"), options.Limits.MinResponseDataRate);
        options.AddServerHeader = false;

        // Bytes above 127 in a field are opaque (RFC 9110 §5.5) and pass as they came.
        options.RequestHeaderEncodingSelector = static name =>
            name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? ContentLengthEncoding.Instance : Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
    }

    /// <summary>A rate cannot be changed once it is made, and binding would leave the one that is there as it is; 0 is none.</summary>
    private static MinDataRate? RateOf(IConfigurationSection section, MinDataRate? otherwise)
    {
        if (!section.Exists())
        {
            return otherwise;
        }

        var bytes = section.GetValue(nameof(MinDataRate.BytesPerSecond), otherwise?.BytesPerSecond ?? 0);
        var grace = section.GetValue(nameof(MinDataRate.GracePeriod), otherwise?.GracePeriod ?? TimeSpan.Zero);
        return bytes == 0 ? null : new MinDataRate(bytes, grace);
    }

    private static void SetLimits(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = LongestRequestLine;
        limits.MaxResponseBufferSize = AnswerWriter.LongestAtOnce;

        // A publish of 30 MB is an ordinary one; the policy of an environment sets its own limit.
        limits.MaxRequestBodySize = null;
    }
}
