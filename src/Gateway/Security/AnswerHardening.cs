using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Security;

/// <summary>
/// What a policy wants of every answer of its environment, whoever made it: an upstream, the cache, or the gateway itself. Done when the
/// answer starts, and so above the cache: what is stored is what the upstream said, and two environments may show it differently.
/// </summary>
internal static class AnswerHardening
{
    /// <summary>Fields by which servers and frameworks tell what they are, and of which version: a list of faults to look up.</summary>
    private static readonly string[] OfServers =
        ["Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version", "X-Powered-CMS", "X-Generator"];

    /// <summary>Has the fields of the answer changed when it starts. Costs nothing where the policy wants nothing.</summary>
    /// <param name="context">The request, whose answer has not started.</param>
    /// <param name="policy">The policy of its environment.</param>
    /// <param name="isHttps">Whether the client came by HTTPS: over plain HTTP browsers ignore what HSTS says (RFC 6797 §8.1).</param>
    public static void Enter(HttpContext context, SecurityPolicyOptions policy, bool isHttps)
    {
        if (policy.HardensAnswers)
        {
            context.Response.OnStarting(
                () =>
                {
                    Harden(context.Response.Headers, policy, isHttps);
                    return Task.CompletedTask;
                });
        }
    }

    /// <summary>Changes the fields of an answer.</summary>
    public static void Harden(IHeaderDictionary fields, SecurityPolicyOptions policy, bool isHttps)
    {
        // Instead of what an upstream says: it speaks for its own host, and not for the gateway's.
        if (policy.Hsts > TimeSpan.Zero && isHttps)
        {
            fields.StrictTransportSecurity = string.Create(CultureInfo.InvariantCulture, $"max-age={policy.Hsts.TotalSeconds:F0}");
        }

        if (policy.NoSniff == true)
        {
            fields.XContentTypeOptions = "nosniff";
        }

        if (policy.ShowServer != false)
        {
            return;
        }

        foreach (var field in OfServers)
        {
            fields.Remove(field);
        }
    }
}
