using Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Configuration;

public sealed class HttpsEndpointsTests
{
    [Theory]
    [InlineData("", "urls=http://localhost:8080")]
    [InlineData("Urls https://localhost:8443", "urls=http://localhost:8080; https://localhost:8443")]
    [InlineData("Urls HTTPS://*:8443", "URLS=HTTPS://*:8443")]
    [InlineData("https_ports https://*:8443, https_ports https://*:9443", "https_ports=8443; 9443")]
    [InlineData("", "https_ports=8443", "urls=http://*:8080")]
    [InlineData("", "urls=https://*:8443", "Kestrel:Certificates:Default:Path=a.pfx")]
    [InlineData("", "urls=https://*:8443", "Kestrel:Endpoints:a:Url=http://*:8080")]
    [InlineData("Kestrel:Endpoints:a:Url https://*:8443", "Kestrel:Endpoints:a:Url=https://*:8443")]
    [InlineData("", "Kestrel:Endpoints:a:Url=https://*:8443", "Kestrel:Endpoints:a:Certificate:Path=a.pfx")]
    [InlineData("", "Kestrel:Endpoints:a:Url=https://*:8443", "Kestrel:Endpoints:a:Sni:x:Certificate:Path=a.pfx")]
    public void Settings_WithoutCertificate_AreTheHttpsEndpointsThatHaveNone(string expected, params string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings
                .Select(setting => setting.Split('=', 2))
                .Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
            .Build();

        var found = HttpsEndpoints.WithoutCertificate(configuration);

        Assert.Equal(expected, string.Join(", ", found.Select(endpoint => $"{endpoint.Path} {endpoint.Url}")));
    }
}
