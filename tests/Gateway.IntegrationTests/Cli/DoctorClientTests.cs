using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Cli;

/// <summary>Registries that are well, and clients whose settings go past them.</summary>
public sealed class DoctorClientTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private FakeUpstream? _server;

    private FakeUpstream Server => _server!;

    public async ValueTask InitializeAsync() => _server = await FakeUpstream.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task NpmrcOfAnotherRegistry_Examined_NamesEveryBypass()
    {
        BeNpm();
        _folder.Write(".npmrc", $"""
            registry=https://user:pass@elsewhere.example/npm/
            @corp:registry = https://old.example/
            @here:registry={Server.Address}
            strict-ssl=false
            https-proxy=http://proxy.example:3128
            """);

        var visit = await DoctorVisit.ToAsync(Server.Address, folder: _folder.Path);

        visit.MustFind("warning", "npm-bypass", ["https://***@elsewhere.example/npm/", ".npmrc"]);
        visit.MustFind("warning", "npm-scope-bypass", ["Packages of @corp go to https://old.example/"]);
        visit.MustFind("warning", "npm-trusts-anybody", ["strict-ssl=false"]);
        visit.MustFind("warning", "npm-proxy", ["proxy.example:3128"]);
        Assert.DoesNotContain("@here", visit.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, visit.Status);
    }

    [Fact]
    public async Task VariableWinsOverNpmrc_Examined_NpmAsksHere()
    {
        BeNpm();
        _folder.Write(".npmrc", "registry=https://elsewhere.example/");

        var visit = await DoctorVisit.ToAsync(
            Server.Address, variables: [("npm_config_registry", Server.Address.AbsoluteUri)], folder: _folder.Path);

        visit.MustFind("good", "npm-asks-here", ["the variable npm_config_registry"]);
    }

    [Fact]
    public async Task NpmAsksAnotherPathWithItsToken_ExaminedFromAFolderBelow_IsNamed()
    {
        BeNpm();
        _folder.Write("package.json", "{}");
        _folder.Write(".npmrc", $"registry={Server.Address}old/\n//{Server.Address.Authority}/old/:_authToken=secret\n");
        Directory.CreateDirectory(_folder["src"]);

        var visit = await DoctorVisit.ToAsync(new Uri(Server.Address, "npm/"), folder: _folder["src"]);

        visit.MustFind("warning", "npm-other-path", ["/old/", "another path of this server"]);
        visit.MustFind("warning", "npm-token-elsewhere", ["is not sent", "/npm/:_authToken=TOKEN"]);
        Assert.DoesNotContain("secret", visit.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GOPROXY", "off", "warning", "go-bypass", "go downloads nothing at all")]
    [InlineData("GOPROXY", "direct", "warning", "go-bypass", "from its version control")]
    [InlineData("GOPROXY", "HERE|https://elsewhere.example", "warning", "go-falls-through", "or what it fails at, go asks")]
    [InlineData("GOPROXY", "HERE,direct", "warning", "go-falls-through", "does not have, go asks the version control")]
    [InlineData("GOPROXY", "HERE,off", "good", "go-asks-here", "HERE,off")]
    [InlineData("GOPROXY", "HERE/go", "warning", "go-other-path", "another path of this server")]
    [InlineData("GOSUMDB", null, "note", "go-checksum-database", "GONOSUMDB")]
    public async Task GoSettings_Examined_AreToldInWords(string name, string? value, string weight, string code, string words)
    {
        Server.Otherwise(Reply.With(404, "not found: gateway-doctor.invalid/probe", ("Content-Type", "text/plain")));
        var here = Server.Address.AbsoluteUri.TrimEnd('/');
        (string, string)[] variables = value is null ? [] : [(name, value.Replace("HERE", here, StringComparison.Ordinal))];

        var visit = await DoctorVisit.ToAsync(Server.Address, variables: variables);

        visit.MustFind(weight, code, [words.Replace("HERE", here, StringComparison.Ordinal)]);
    }

    [Theory]
    [InlineData("GOPROXY", "https://elsewhere.example,direct", "go-bypass")]
    [InlineData("GOPROXY", "https://elsewhere.example,HERE", "go-asks-others-first")]
    [InlineData("GOPROXY", "HERE,direct", "go-falls-through")]
    [InlineData("GOPRIVATE", "corp.example/*", "go-private-bypass")]
    [InlineData("GONOPROXY", "corp.example/*", "go-private-bypass")]
    [InlineData(null, null, "go-bypass")]
    public async Task GoSettings_Examined_NameEveryBypass(string? name, string? value, string code)
    {
        Server.Otherwise(Reply.With(404, "not found: gateway-doctor.invalid/probe", ("Content-Type", "text/plain")));
        var here = Server.Address.AbsoluteUri.TrimEnd('/');
        (string, string)[] variables = name is null ? [] : [(name, value!.Replace("HERE", here, StringComparison.Ordinal))];

        (await DoctorVisit.ToAsync(Server.Address, variables: variables)).MustFind("warning", code, []);
    }

    [Fact]
    public async Task GoEnvFileAsksHere_Examined_NothingIsWrong()
    {
        Server.Otherwise(Reply.With(404, "not found: gateway-doctor.invalid/probe", ("Content-Type", "text/plain")));
        _folder.Write(".config/go/env", $"GOPROXY={Server.Address}\nGOPRIVATE=corp.example\nGONOPROXY=none\n");

        var visit = await DoctorVisit.ToAsync(Server.Address, folder: _folder.Path);

        visit.MustFind("good", "go-asks-here", ["/env"]);
        Assert.Empty(visit.Troubles);
        Assert.Equal((0, true), (visit.Status, (bool)visit.Report["healthy"]!));
    }

    private void BeNpm() => Server.Otherwise(Reply.With(200, """{"db_name": "registry"}""", ("Content-Type", "application/json")));
}
