using System.Net;
using System.Text;
using System.Threading.Channels;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>What gRPC needs of a gateway: HTTP/2 on both sides, messages in both directions at once, and trailers.</summary>
public sealed class GrpcTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CallWithStreamsInBothDirections_Passes_WithTrailers()
    {
        await using var upstream = await StartHttp2UpstreamAsync();
        upstream.OnStreaming("/greeter/Chat", async context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.StartAsync(Cancelled);
            await Reply.Echo(context);
            context.Response.AppendTrailer("grpc-status", "0");
            context.Response.AppendTrailer("grpc-message", "done");
        });
        await using var gateway = await StartGatewayAsync(upstream);
        var messages = Channel.CreateUnbounded<string>();
        using var request = Http2.Request(HttpMethod.Post, "/files/greeter/Chat");
        request.Headers.TE.ParseAdd("trailers");
        request.Content = new MessageStream(messages.Reader);

        // The head of an answer waits for its first message: it may turn out to have none, and then must end the stream itself.
        Assert.True(messages.Writer.TryWrite("one"));
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        await using var replies = await response.Content.ReadAsStreamAsync(Cancelled);
        Assert.Equal("one", await ReadAsync(replies, 3));
        Assert.True(messages.Writer.TryWrite("two"));
        Assert.Equal("two", await ReadAsync(replies, 3));

        messages.Writer.Complete();
        Assert.Equal(0, await replies.ReadAsync(new byte[1], Cancelled));
        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"), StringComparer.Ordinal);
        Assert.Equal(["done"], response.TrailingHeaders.GetValues("grpc-message"), StringComparer.Ordinal);
        Assert.Equal(("HTTP/2", "trailers"), (upstream.Requests[0].Protocol, upstream.Requests[0].Value("TE")));
    }

    [Fact]
    public async Task Answer_OfTrailersOnly_Passes()
    {
        await using var upstream = await StartHttp2UpstreamAsync();
        upstream.Otherwise(Reply.With(200, "", ("grpc-status", "12"), ("Content-Type", "application/grpc")));
        await using var gateway = await StartGatewayAsync(upstream);
        using var request = Http2.Request(HttpMethod.Post, "/files/greeter/None");
        request.Content = new ByteArrayContent([]);

        using var response = await gateway.Client.SendAsync(request, Cancelled);

        Assert.Equal(["12"], response.Headers.GetValues("grpc-status"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Client_CancelsTheCall_UpstreamIsTold()
    {
        await using var upstream = await StartHttp2UpstreamAsync();
        upstream.OnStreaming("/greeter/Chat", Fault.Hang(new Gate()));
        await using var gateway = await StartGatewayAsync(upstream);
        using var request = Http2.Request(HttpMethod.Post, "/files/greeter/Chat");
        request.Content = new MessageStream(Channel.CreateUnbounded<string>().Reader);
        using var call = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var response = gateway.Client.SendAsync(request, call.Token);
        var received = (await upstream.ReceivedAsync("/greeter/Chat"))[0];

        await call.CancelAsync();
        await received.Ended.WaitAsync(Poll.Patience, TimeProvider.System, Cancelled);

        Assert.True(received.WasAborted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response);
    }

    private static Task<FakeUpstream> StartHttp2UpstreamAsync() =>
        FakeUpstream.StartAsync(new FakeUpstreamOptions { Protocols = HttpProtocols.Http2 });

    private static Task<GatewayHost> StartGatewayAsync(FakeUpstream upstream) =>
        GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
        .ListenHttp2()
        .Set("ReverseProxy:Clusters:main:HttpRequest", new { Version = "2", VersionPolicy = "RequestVersionExact" })
        .ToString());

    private static async Task<string> ReadAsync(Stream stream, int length)
    {
        var buffer = new byte[length];
        await stream.ReadExactlyAsync(buffer, Cancelled);
        return Encoding.ASCII.GetString(buffer);
    }

    /// <summary>A request body that is sent as the test writes it.</summary>
    private sealed class MessageStream : HttpContent
    {
        private readonly ChannelReader<string> _messages;

        public MessageStream(ChannelReader<string> messages)
        {
            _messages = messages;
            Headers.ContentType = new("application/grpc");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, Cancelled);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.FlushAsync(cancellationToken);
            await foreach (var message in _messages.ReadAllAsync(cancellationToken))
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(message), cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
