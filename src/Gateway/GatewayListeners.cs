using System.Text;
using Gateway.Security.Certificates;
using Gateway.Security.Identities;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway;

/// <summary>The server's limits and encodings. Where it listens is Kestrel's own configuration.</summary>
internal static class GatewayListeners
{
    /// <summary>
    /// Room for the longest target a registry client sends, and no more: module paths and search queries stay below 8 KiB.
    /// </summary>
    private const int LongestRequestLine = 16 * 1024;

    /// <summary>Sets up Kestrel.</summary>
    public static void Configure(KestrelServerOptions options, IConfiguration configuration, ServerCertificates? certificates)
    {
        options.Configure(configuration.GetSection("Kestrel"));
        var services = options.ApplicationServices;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Gateway.Security");
        TlsListeners.Install(
            options,
            certificates is null ? null : () => certificates,
            (serverName, endpoint) => services.GetRequiredService<ClientCertificateDemand>().Asks(serverName, endpoint),
            logger);

        options.AddServerHeader = false;
        options.Limits.MaxRequestLineSize = LongestRequestLine;

        // A publish of 30 MB is an ordinary one; the policy of an environment sets its own limit.
        options.Limits.MaxRequestBodySize = null;

        // Bytes above 127 in a field are opaque (RFC 9110 §5.5) and pass as they came.
        options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
    }
}
