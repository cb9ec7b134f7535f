using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Security.Identities;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Security.Identities;

public sealed class PresentedTokenTests
{
    /// <summary>Pieces of credentials, put together in any order, and any text at all.</summary>
    private static readonly Gen<string> Fields = Gen.OneOf(
        Gen.Elements(
            "Bearer ", "bearer ", "BASIC ", "Basic ", "Basic", "gwt_", "gws_", ".", ":", "=", "==", " ", "\t", "\0", "é", "Og==", "YTpi")
            .ArrayOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    /// <summary>Texts that a token may be: visible ASCII.</summary>
    private static readonly Gen<string> Tokens = Gen.Choose('!', '~').Select(letter => (char)letter).NonEmptyListOf()
        .Select(letters => string.Concat(letters));

    /// <summary>Names of users, which have no colon (RFC 7617 §2).</summary>
    private static readonly Gen<string> Users = Tokens.Select(user => user.Replace(":", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("Bearer abc", "abc")]
    [InlineData("bearer abc", "abc")]
    [InlineData("BEARER  abc ", "abc")]
    [InlineData("Basic dTphYmM=", "abc")]
    [InlineData("basic OmFiYw==", "abc")]
    [InlineData("Basic dTphOmI6Yw==", "a:b:c")]
    public void Credential_Read_IsTheToken(string field, string token) =>
        Assert.Equal(token, Assert.IsType<PresentedToken.Found>(PresentedToken.Read(field)).Text);

    [Theory]
    [InlineData("", "neither Bearer nor Basic")]
    [InlineData("Bearer", "neither Bearer nor Basic")]
    [InlineData("Bearer ", "holds no token")]
    [InlineData("Bearer\tabc", "neither Bearer nor Basic")]
    [InlineData("Negotiate abc", "neither Bearer nor Basic")]
    [InlineData("Basic !", "not base64")]
    [InlineData("Basic dXNlcg==", "no colon")]
    [InlineData("Basic dTo=", "holds no token")]
    public void NoCredential_Read_IsRefusedWithTheReason(string field, string reason) =>
        Assert.Contains(reason, Assert.IsType<PresentedToken.Unreadable>(PresentedToken.Read(field)).Reason, StringComparison.Ordinal);

    [Fact]
    public void TwoFields_Read_AreRefusedSinceEachServerWouldTakeAnother() =>
        Assert.IsType<PresentedToken.Unreadable>(PresentedToken.Read(new StringValues(["Bearer a", "Bearer a"])));

    [Fact]
    public void FieldLongerThanAnyToken_Read_IsRefused() =>
        Assert.IsType<PresentedToken.Unreadable>(PresentedToken.Read($"Bearer {new string('a', 4096)}"));

    [Fact]
    public void AnyField_Read_IsATokenWithoutSpaceAroundItOrAReasonThatDoesNotRepeatIt() =>
        Prop.ForAll(Fields.ToArbitrary(), field => PresentedToken.Read(field) switch
        {
            PresentedToken.Found found => found.Text.Length > 0 && found.Text == found.Text.Trim(),
            PresentedToken.Unreadable unreadable => field.Length < 12 || !unreadable.Reason.Contains(field, StringComparison.Ordinal),
            _ => false,
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyToken_SentAsBearerAndAsPasswordOfAnyUser_IsTheSame() =>
        Prop.ForAll(Tokens.ToArbitrary(), Users.ToArbitrary(), (token, user) =>
        {
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{token}"));
            return TextOf($"Bearer {token}") == token && TextOf($"Basic {basic}") == token;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyToken_Hashed_IsFoundByItselfOnly() =>
        Prop.ForAll(Tokens.ToArbitrary(), Tokens.ToArbitrary(), (one, other) =>
        {
            var hash = TokenHash.Of(one);
            return TokenHash.Read(hash) is { Length: 32 } bytes
                && bytes.AsSpan().SequenceEqual(TokenHash.Read(TokenHash.Of(other))) == (one == other)
                && TokenHash.Read(hash[..^1]) is null
                && TokenHash.Read(one) is null;
        }).QuickCheckThrowOnFailure();

    private static string? TextOf(string field) => (PresentedToken.Read(field) as PresentedToken.Found)?.Text;
}
