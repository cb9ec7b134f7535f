using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Gateway.TestKit.Certificates;

namespace Gateway.IntegrationTests.Cli;

/// <summary>Servers whose first words are not those of the protocol in the URL.</summary>
public sealed class DoctorProtocolTests : IDisposable
{
    private readonly TestCertificates _authority = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "tls-on-plain-port")]
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0046", "tls-version")]
    [InlineData("\u0016\u0003\u0002\u0000\u0031\u0002\u0000\u0000\u002d\u0003\u0002", "tls-version")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0028", "tls-no-common-cipher")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0070", "tls-unrecognized-name")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0050", "tls-failed")]
    [InlineData("", "tls-closed")]
    public async Task HandshakeAnsweredOddly_Examined_SaysWhatItMeans(string answer, string code)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerAsync(listener, answer);

        var visit = await DoctorVisit.ToAsync(new Uri($"https://{listener.LocalEndpoint}/"), ["--timeout", "5"]);

        await serving;
        visit.MustFind(code);
    }

    [Theory]
    [InlineData("https", "SSH-2.0-OpenSSH_9.2p1\r\n", "not-http", "it begins with 'SSH-2.0-OpenSSH_9.2p1'")]
    [InlineData("https", "\u0016\u0003\u0003\u0000\u007a\u0002\u0000\u0000\u0076\u0003\u0003", "tls-hangs", "does not end it within 0.5 s")]
    [InlineData("http", "SSH-2.0-OpenSSH_9.2p1\r\n", "not-http", "SSH-2.0-OpenSSH_9.2p1")]
    [InlineData("http", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "no-answer", "no whole answer within 0.5 s")]
    public async Task OddWordsAndThenSilence_Examined_SaysWhatItIs(string scheme, string words, string code, string expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var serving = SayAndWaitAsync(listener, words, over.Token);

        var visit = await DoctorVisit.ToAsync(new Uri($"{scheme}://{listener.LocalEndpoint}/"), ["--timeout", "0.5"]);

        await over.CancelAsync();
        await serving;
        visit.MustFind(code, expected);
    }

    [Theory]
    [InlineData(1, "only TLS 1.0")]
    [InlineData(2, "only TLS 1.1")]
    public async Task ServerOfAnOldVersion_SharesNoCipher_IsKnownByItsAnswerToAnOldHello(byte minor, string expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerAsync(listener, "\u0015\u0003\u0001\u0000\u0002\u0002\u0028");
        var visiting = DoctorVisit.ToAsync(new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/"), ["--timeout", "5"]);
        await serving;
        var hello = await AnswerAsync(listener, $"\u0016\u0003{(char)minor}\u0000\u0031\u0002\u0000\u0000\u002d\u0003{(char)minor}");

        (await visiting).MustFind("tls-version", expected);

        // RFC 4346 section 7.4.1.2: a handshake record with a hello of TLS 1.1, whose lengths fit, and with the name that is asked for.
        Assert.Equal([22, 3, 1], hello[..3]);
        Assert.Equal(hello.Length - 5, (hello[3] << 8) + hello[4]);
        Assert.Equal([1, 0], hello[5..7]);
        Assert.Equal(hello.Length - 9, (hello[7] << 8) + hello[8]);
        Assert.Equal([3, 2], hello[9..11]);
        Assert.True(hello.AsSpan().IndexOf("localhost"u8) > 0);
    }

    [Fact]
    public async Task PlainHttpAnswered400ByATlsPort_Examined_SaysWriteHttps()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var certificate = _authority.Server("localhost");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var serving = RefusePlainHttpAsync(listener, certificate, over.Token);

        var visit = await DoctorVisit.ToAsync(new Uri($"http://{listener.LocalEndpoint}/"), ["--timeout", "5"]);

        await over.CancelAsync();
        await serving;
        visit.MustFind("http-on-tls-port", "https://");
    }

    [Fact]
    public async Task HandshakeNeverAnswered_Examined_SaysThatItHangs()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        (await DoctorVisit.ToAsync(new Uri($"https://{listener.LocalEndpoint}/"), ["--timeout", "0.5"])).MustFind("tls-hangs", "0.5 s");
    }

    private static async Task<byte[]> AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancelled);
        await using var stream = client.GetStream();
        var hello = new byte[4096];
        var length = await stream.ReadAsync(hello, Cancelled);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), Cancelled);
        return hello[..length];
    }

    private static async Task SayAndWaitAsync(TcpListener listener, string words, CancellationToken over)
    {
        var clients = new List<TcpClient>();
        try
        {
            while (true)
            {
                clients.Add(await listener.AcceptTcpClientAsync(over));
                await clients[^1].GetStream().WriteAsync(Encoding.Latin1.GetBytes(words), over);
            }
        }
        catch (OperationCanceledException)
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static async Task RefusePlainHttpAsync(TcpListener listener, TestCertificate certificate, CancellationToken over)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(over);
                await RefusePlainHttpAsync(client, certificate, over);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private static async Task RefusePlainHttpAsync(TcpClient client, TestCertificate certificate, CancellationToken over)
    {
        var first = new byte[1];
        await client.Client.ReceiveAsync(first, SocketFlags.Peek, over);
        if (first[0] != 22)
        {
            var refusal = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
            await client.GetStream().WriteAsync(refusal, over);
            return;
        }

        try
        {
            await using var secured = new SslStream(client.GetStream());
            await secured.AuthenticateAsServerAsync(certificate.Certificate);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // The doctor has seen what it wanted.
            return;
        }
    }
}
