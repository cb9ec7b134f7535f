using System.Net;

namespace Gateway.Admin;

/// <summary>Who asks the admin listener for something, as the audit log names them.</summary>
/// <param name="Name">The name that the listener knows the caller by, or <c>anonymous</c>: on loopback nobody is asked for one.</param>
/// <param name="Address">From where.</param>
internal readonly record struct AdminCaller(string Name, IPAddress? Address)
{
    /// <summary>Reads the caller of a request.</summary>
    public static AdminCaller Of(HttpContext context) =>
        new(context.User.Identity?.Name ?? "anonymous", context.Connection.RemoteIpAddress);
}
