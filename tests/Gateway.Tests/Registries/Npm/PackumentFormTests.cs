using Gateway.Registries.Npm;
using Xunit;

namespace Gateway.Tests.Registries.Npm;

public sealed class PackumentFormTests
{
    public static TheoryData<string?, bool> Clients => new()
    {
        { "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*", true },
        { "application/vnd.npm.install-v1+json", true },
        { "Application/Vnd.npm.install-v1+JSON;q=0.5", true },
        { "application/json;q=0.8,application/vnd.npm.install-v1+json", true },
        { "application/json, application/vnd.npm.install-v1+json", true },
        { "application/json, application/vnd.npm.install-v1+json;q=0.9", false },
        { "application/vnd.npm.install-v1+json;q=0", false },
        { "application/json", false },
        { "*/*", false },
        { "text/html, */*;q=0.1", false },
        { "", false },
        { null, false },
        { "not a media type", false },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public void Accept_OfAClient_MeansOneOfTwoForms(string? accept, bool isAbbreviated) =>
        Assert.Equal(isAbbreviated ? PackumentForm.Abbreviated : PackumentForm.Full, PackumentForm.ChosenFor(accept));

    [Theory]
    [InlineData(PackumentForm.Abbreviated)]
    [InlineData(PackumentForm.Full)]
    public void ChosenForm_ReadAgain_IsTheSame(string form) => Assert.Equal(form, PackumentForm.ChosenFor(form));
}
