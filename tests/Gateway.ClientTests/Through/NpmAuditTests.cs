using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Gateway.ClientTests.Clients;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.ClientTests.Through;

/// <summary>
/// Audits of the real npm, pnpm and yarn, in a project of private and public packages: verdaccio, which keeps the private ones and knows
/// no advisories, stands before a public registry that knows one and must hear no private name.
/// </summary>
public sealed class NpmAuditTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private Verdaccio _house = null!;
    private FakeUpstream _world = null!;
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await Verdaccio.StartAsync(_folder, "house");
        _world = await FakeUpstream.StartAsync();
        _world.Otherwise(Reply.With(404, "{}"));
        _world.ServePackage("left-side", "1.0.0", _key);
        _world.ServeKeys(_key);
        _world.ServeAdvisory("left-side");
        _gateway = await ChainForClients.StartAsync("npm", "@corp/*", _house.Address, _world.Address);
        var publisher = Client("publisher");
        publisher.UseToken(await _house.CreateUserAsync("alice"));
        (await publisher.RunAsync(publisher.Project("@corp/tool"), "publish")).MustSucceed();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _world.DisposeAsync();
        await _house.DisposeAsync();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task InstallAndAudit_OfPrivateAndPublicPackages_KnowTheFlawAndTellNoPrivateName()
    {
        var npm = Client("npm");
        npm.Settings["audit"] = "true";
        var project = npm.Project("@corp/app");

        var install = (await npm.RunAsync(project, "install", "@corp/tool", "left-side")).MustSucceed();
        var audit = await npm.RunAsync(project, "audit");

        Assert.Contains("1 high severity vulnerability", install.Output, StringComparison.Ordinal);
        Assert.Equal(1, audit.ExitCode);
        Assert.Contains("Leans to the left", audit.Output, StringComparison.Ordinal);
        Assert.Equal(2, _world.RequestsTo("/-/npm/v1/security/advisories/bulk").Count);
        await WorldMustNotHaveHeardItAsync();
    }

    /// <summary>
    /// pnpm asks with the tree of its lock file, yarn 4 as npm does. yarn 1 asks a registry that is written in its code, past any other.
    /// </summary>
    [Theory]
    [InlineData("pnpm/bin/pnpm.cjs", "audit")]
    [InlineData("@yarnpkg/cli-dist/bin/yarn.js", "npm", "audit")]
    public async Task AuditOfOtherClient_OfPrivateAndPublicPackages_KnowsTheFlawAndTellsNoPrivateName(
        string program, params string[] command)
    {
        var npm = Client("other");
        var project = npm.Project("@corp/app");
        (await npm.RunOtherAsync(program, project, "add", "@corp/tool", "left-side")).MustSucceed();

        var audit = await npm.RunOtherAsync(program, project, command);

        Assert.NotEqual(0, audit.ExitCode);
        Assert.Contains("Leans to the left", audit.Output, StringComparison.Ordinal);
        await WorldMustNotHaveHeardItAsync();
    }

    [Theory]
    [InlineData("world", false)]
    [InlineData("house", true)]
    public async Task RegistryIsDown_Audit_SaysSoAndNotThatNothingWasFound(string told, bool isHouseDown)
    {
        var npm = Client("npm");
        var project = npm.Project("@corp/app");
        (await npm.RunAsync(project, "install", "@corp/tool", "left-side")).MustSucceed();
        await _world.StopListeningAsync();
        if (isHouseDown)
        {
            await _house.DisposeAsync();
        }

        var audit = await npm.RunAsync(project, "audit");

        Assert.Equal(1, audit.ExitCode);
        Assert.Contains(
            $"upstream-connection-refused: The upstream takes no connections: {told}.", audit.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("found 0 vulnerabilities", audit.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// The signature is over the integrity, and the keys come by way of the gateway too: npm first looks for those of the registry in the
    /// repository of sigstore, which no test can reach and which knows no other registry than the public one. The answer of that
    /// repository for all others takes its place.
    /// </summary>
    [Fact]
    public async Task Signatures_OfASignedPackage_AreVerified()
    {
        var npm = Client("npm");
        npm.Variables["NODE_OPTIONS"] = $"--require {_folder.Write("sigstore.js", """
            const Module = require('node:module');
            const load = Module._load;
            const unknown = () => Promise.reject(Object.assign(new Error('unknown'), { code: 'TUF_FIND_TARGET_ERROR' }));
            Module._load = (request, ...rest) =>
              request === '@sigstore/tuf' ? { initTUF: async () => ({ getTarget: unknown }) } : load(request, ...rest);
            """)}";
        var project = npm.Project("app");
        (await npm.RunAsync(project, "install", "left-side")).MustSucceed();

        var signatures = (await npm.RunAsync(project, "audit", "signatures")).MustSucceed();

        Assert.Contains("1 package has a verified registry signature", signatures.Output, StringComparison.Ordinal);
    }

    private NpmClient Client(string home) => new(_folder, _gateway.AddressOf("dev", "/packages/"), home);

    private async Task WorldMustNotHaveHeardItAsync()
    {
        foreach (var request in _world.Requests)
        {
            var fields = string.Join('\n', request.Headers.Select(field => $"{field.Key}: {field.Value}"));
            var heard = $"{request.RawTarget}\n{fields}\n{TextOf(await request.Body)}";
            Assert.DoesNotContain("corp", heard, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static string TextOf(RecordedBody body)
    {
        if (!body.FirstBytes.AsSpan().StartsWith<byte>([0x1f, 0x8b]))
        {
            return body.Text;
        }

        using var gzip = new GZipStream(new MemoryStream(body.FirstBytes), CompressionMode.Decompress);
        using var text = new StreamReader(gzip, Encoding.UTF8);
        return text.ReadToEnd();
    }
}
