using Gateway.Registries.Go;
using Gateway.Registries.NuGet;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Registries;

public sealed class ClientFormsTests
{
    [Fact]
    public void GoGetPage_Made_PointsToTheGatewayAndEscapesWhatItIsGiven()
    {
        var page = GoGetPage.Of("corp.example/\"><script>", "https://modules.example.com/private-module/go");

        Assert.Contains(
            "<meta name=\"go-import\" content=\"corp.example/&quot;&gt;&lt;script&gt; mod https://modules.example.com/private-module/go\">",
            page,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1d3f1c1e-7a2b-4c7d-9f55-0a6f2f1c2b3d", "1d3f1c1e-7a2b-4c7d-9f55-0a6f2f1c2b3d")]
    [InlineData("1D3F1C1E7A2B4C7D9F550A6F2F1C2B3D", "1d3f1c1e-7a2b-4c7d-9f55-0a6f2f1c2b3d")]
    [InlineData("something else", null)]
    [InlineData("", null)]
    public void NuGetSession_Read_IsAGuidOrNothing(string value, string? session)
    {
        var headers = new HeaderDictionary { [NuGetSession.Field] = value };

        Assert.Equal(session, NuGetSession.Read(headers));
    }
}
