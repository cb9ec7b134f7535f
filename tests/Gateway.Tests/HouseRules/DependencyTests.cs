using Xunit;

namespace Gateway.Tests.HouseRules;

public sealed class DependencyTests(Repository repository) : IClassFixture<Repository>
{
    private static readonly SourceText ErrorsType = new("src/Gateway/Errors/Problem.cs", "namespace Gateway.Errors; class Problem;");

    public static TheoryData<string, string, string?> Uses => new()
    {
        { "Telemetry/A.cs", "using Gateway.Errors;", "Telemetry must not use Errors" },
        { "Telemetry/A.cs", "using Gateway.Configuration;", null },
        { "Configuration/A.cs", "using Gateway.Telemetry;", "Configuration must not use Telemetry" },
        { "Errors/A.cs", "using Gateway.Telemetry;", null },
        { "Errors/A.cs", "using Gateway.Environments;", "Errors must not use Environments" },
        { "Environments/A.cs", "using static Gateway.Security.Limits;", "Environments must not use Security" },
        { "Upstreams/Deep/A.cs", "using X = Gateway.Caching.Fetch;", "Upstreams must not use Caching" },
        { "Caching/A.cs", "using Gateway.Upstreams;", "Caching must not use Upstreams" },
        { "Caching/A.cs", "using Gateway.HttpCache.Storage;\nusing Gateway.Registries;", null },
        { "Registries/A.cs", "using Gateway.HttpCache;", "Registries must not use HttpCache" },
        { "Telemetry/A.cs", "class A { Gateway.Errors.Problem? P; }", "Telemetry must not use Errors" },
        { "Telemetry/A.cs", "class A { global::Gateway.Errors.Problem? P; }", "Telemetry must not use Errors" },
        { "Telemetry/A.cs", "class A { Errors.Problem? P; }", "Telemetry must not use Errors" },
        { "Telemetry/A.cs", "class A { object P = new Errors.Problem().Text; }", "Telemetry must not use Errors" },
        { "Telemetry/A.cs", "class A { object P = Errors.Problem.Of(1); }", "Telemetry must not use Errors" },
        { "Telemetry/A.cs", "class A { int P => Errors.Count; }", null },
        { "Telemetry/A.cs", "namespace Gateway.Telemetry; class A;", null },
        { "Telemetry/A.cs", "using System.Text;", null },
        { "Admin/A.cs", "using Gateway.Upstreams;\nusing Gateway.Caching;", null },
        { "Program.cs", "using Gateway.Upstreams;\nusing Gateway.Caching;", null },
        { "Novel/A.cs", "", "'Novel' is not in the dependency table" },
        { "../Gateway.HttpCache/A.cs", "using Microsoft.AspNetCore.Http;", "must not use 'Microsoft.AspNetCore.Http'" },
        { "../Gateway.HttpCache/A.cs", "class A { Yarp.ReverseProxy.X Y; }", "must not use 'Yarp.ReverseProxy.X'" },
        { "../Gateway.HttpCache/A.cs", "using Gateway.HttpCache.Policy;\nusing Microsoft.Extensions.Primitives;", null },
        { "../Gateway.HttpCache/A.cs", "using Gateway.Telemetry;", "must not use 'Gateway.Telemetry'" },
        { "../Gateway.SampleRegistry/A.cs", "using Gateway.HttpCache;", "must not use 'Gateway.HttpCache'" },
        { "../Gateway.SampleRegistry/A.cs", "using Gateway.SampleRegistry.Npm;\nusing Microsoft.AspNetCore.Http;", null },
    };

    [Fact]
    public void Product_AnyFile_UsesOnlyWhatTheTableAllows()
    {
        var rule = new DependencyRule(repository.Product);

        Repository.MustBeEmpty(repository.Product.SelectMany(rule.Violations), "The dependency table (house.md) does not allow:");
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void SampleFile_Checked_IsAllowedOrNamed(string path, string text, string? violation)
    {
        var file = new SourceText(("src/Gateway/" + path).Replace("Gateway/../", "", StringComparison.Ordinal), text);

        var violations = new DependencyRule([ErrorsType, file]).Violations(file).ToList();

        if (violation is null)
        {
            Assert.Empty(violations);
            return;
        }

        Assert.Contains(violation, Assert.Single(violations), StringComparison.Ordinal);
    }
}
