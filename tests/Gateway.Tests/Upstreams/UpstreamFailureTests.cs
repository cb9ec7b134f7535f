using System.Net.Sockets;
using System.Security.Authentication;
using Gateway.Errors;
using Gateway.Upstreams;
using Gateway.Upstreams.Tls;
using Microsoft.AspNetCore.Http;
using Xunit;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Tests.Upstreams;

public sealed class UpstreamFailureTests
{
    public static TheoryData<string, Exception> Causes => new()
    {
        { "upstream-connection-refused", new SocketException((int)SocketError.ConnectionRefused) },
        { "upstream-connection-refused", new SocketException((int)SocketError.HostUnreachable) },
        { "upstream-connection-refused", new SocketException((int)SocketError.NetworkUnreachable) },
        { "upstream-reset", new SocketException((int)SocketError.ConnectionReset) },
        { "upstream-reset", new SocketException((int)SocketError.ConnectionAborted) },
        { "upstream-reset", new SocketException((int)SocketError.Shutdown) },
        { "upstream-timeout", new SocketException((int)SocketError.TimedOut) },
        { "upstream-dns-failed", new SocketException((int)SocketError.HostNotFound) },
        { "upstream-dns-failed", new HttpRequestException(HttpRequestError.NameResolutionError) },
        { "upstream-certificate-expired", new UpstreamCertificateException(ErrorCode.UpstreamCertificateExpired, "expired") },
        { "upstream-certificate-name", new UpstreamCertificateException(ErrorCode.UpstreamCertificateName, "is for x") },
        { "upstream-tls-failed", new AuthenticationException("alert") },
        { "upstream-reset", new IOException("gone") },
        { "upstream-reset", new HttpIOException(HttpRequestError.ResponseEnded) },
        { "upstream-invalid-response", new HttpRequestException(HttpRequestError.InvalidResponse) },
        { "upstream-invalid-response", new HttpIOException(HttpRequestError.InvalidResponse) },
        { "upstream-invalid-response", new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded) },
    };

    public static TheoryData<bool, Exception> Sendings => new()
    {
        { true, new HttpRequestException(HttpRequestError.NameResolutionError) },
        { true, new HttpRequestException(HttpRequestError.ConnectionError) },
        { true, new HttpRequestException(HttpRequestError.SecureConnectionError) },
        { true, new TaskCanceledException("ConnectTimeout", new TimeoutException()) },
        { false, new HttpRequestException(HttpRequestError.ResponseEnded) },
        { false, new TaskCanceledException() },
        { false, new TimeoutException("The body was silent.", new TaskCanceledException()) },
    };

    [Theory]
    [MemberData(nameof(Sendings))]
    public void Failure_WithoutAConnection_IsOneWithNothingSent(bool expected, Exception cause) =>
        Assert.Equal(expected, UpstreamFailure.NothingWasSent(cause));

    [Theory]
    [MemberData(nameof(Causes))]
    public void Cause_AtAnyDepth_GivesTheCode(string expected, Exception cause)
    {
        Assert.Equal(expected, UpstreamFailure.Classify(ForwarderError.Request, cause)?.Name);
        Assert.Equal(expected,
            UpstreamFailure.Classify(ForwarderError.Request, new HttpRequestException("outer", new IOException("", cause)))?.Name);
    }

    [Fact]
    public void ErrorOfTheForwarder_Classified_CountsBeforeItsCause()
    {
        Assert.Equal(ErrorCode.UpstreamTimeout, UpstreamFailure.Classify(ForwarderError.RequestTimedOut, new TaskCanceledException()));
        Assert.Equal(ErrorCode.NoHealthyUpstream, UpstreamFailure.Classify(ForwarderError.NoAvailableDestinations, null));
        Assert.Equal(ErrorCode.UpstreamReset, UpstreamFailure.Classify(ForwarderError.ResponseHeaders, null));
    }

    [Fact]
    public void Certificate_Refused_IsToldInOneSentenceWithTheUpstreamsName()
    {
        var refused = new UpstreamCertificateException(ErrorCode.UpstreamCertificateExpired, "expired on 2026-11-18");

        var error = UpstreamFailure.Describe(refused.Code, new HttpRequestException("", refused), "npm-prod", []);

        Assert.Equal("The certificate of npm-prod expired on 2026-11-18.", error.Detail);
        Assert.Null(error.Explanation);
    }

    [Fact]
    public void DestinationsTried_Described_StandInTheExplanationOnly()
    {
        var error = UpstreamFailure.Describe(
            ErrorCode.UpstreamConnectionRefused, null, "npm-prod", ["http://10.0.0.7:4873/", "http://10.0.0.8:4873/"]);

        Assert.DoesNotContain("10.0.0", error.Detail, StringComparison.Ordinal);
        Assert.Contains("http://10.0.0.7:4873/, http://10.0.0.8:4873/", error.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void NobodyHealthy_Described_SaysWhenToAskAgain()
    {
        Assert.NotNull(UpstreamFailure.Describe(ErrorCode.NoHealthyUpstream, null, "npm-prod", []).RetryAfter);
        Assert.Null(UpstreamFailure.Describe(ErrorCode.UpstreamReset, null, "npm-prod", []).RetryAfter);
    }

    [Theory]
    [InlineData(ForwarderError.RequestCanceled)]
    [InlineData(ForwarderError.RequestBodyClient)]
    [InlineData(ForwarderError.ResponseBodyClient)]
    [InlineData(ForwarderError.UpgradeRequestClient)]
    public void Client_Left_IsNoError(ForwarderError error) => Assert.Null(UpstreamFailure.Classify(error, new IOException("reset")));

    [Theory]
    [InlineData(413, "body-too-large")]
    [InlineData(400, "invalid-body")]
    public void Client_SentABadBody_IsItsError(int status, string expected)
    {
        var cause = new AggregateException(new TaskCanceledException(), new BadHttpRequestException("Too much.", status));

        var code = UpstreamFailure.Classify(ForwarderError.RequestBodyClient, cause);

        Assert.Equal((expected, "Too much."), (code?.Name, UpstreamFailure.Describe(code!, cause, "main", []).Detail));
    }
}
