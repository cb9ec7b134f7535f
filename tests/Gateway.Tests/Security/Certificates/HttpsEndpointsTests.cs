using Gateway.Security.Certificates;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Security.Certificates;

public sealed class HttpsEndpointsTests
{
    [Theory]
    [InlineData(false, "urls=http://localhost:8080")]
    [InlineData(true, "urls=http://localhost:8080; https://localhost:8443")]
    [InlineData(true, "URLS=HTTPS://*:8443")]
    [InlineData(true, "https_ports=8443")]
    [InlineData(false, "urls=https://*:8443", "Kestrel:Certificates:Default:Path=a.pfx")]
    [InlineData(false, "urls=https://*:8443", "Kestrel:Endpoints:a:Url=http://*:8080")]
    [InlineData(true, "Kestrel:Endpoints:a:Url=https://*:8443")]
    [InlineData(false, "Kestrel:Endpoints:a:Url=https://*:8443", "Kestrel:Endpoints:a:Certificate:Path=a.pfx")]
    [InlineData(false, "Kestrel:Endpoints:a:Url=https://*:8443", "Kestrel:Endpoints:a:Sni:x:Certificate:Path=a.pfx")]
    public void Settings_LackCertificates_IsSoForHttpsWithoutOne(bool expected, params string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings
                .Select(setting => setting.Split('=', 2))
                .Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
            .Build();

        Assert.Equal(expected, HttpsEndpoints.LackCertificates(configuration));
    }
}
