using FsCheck;
using FsCheck.Fluent;
using Gateway.Security.Certificates;
using Xunit;

namespace Gateway.Tests.Security.Certificates;

public sealed class ClientHelloTests
{
    [Theory]
    [InlineData("modules.example.com")]
    [InlineData("localhost")]
    public async Task RealClientAsksForAName_Read_GivesTheName(string host) =>
        Assert.Equal(new ClientHello.Named(host), ClientHello.Read(await ClientHelloBytes.ForAsync(host)));

    [Fact]
    public async Task RealClientAsksForAnAddress_Read_GivesNoName() =>
        Assert.IsType<ClientHello.Nameless>(ClientHello.Read(await ClientHelloBytes.ForAsync("127.0.0.1")));

    [Fact]
    public async Task MessageCutAnywhere_Read_NeverGivesAnotherName()
    {
        var whole = await ClientHelloBytes.ForAsync("modules.example.com");

        for (var length = 0; length < whole.Length; length++)
        {
            var read = ClientHello.Read(whole.AsSpan(0, length));
            Assert.True(read is ClientHello.Unreadable or ClientHello.Named { ServerName: "modules.example.com" }, $"{length}: {read}");
        }
    }

    [Fact]
    public async Task AnyByteChanged_Read_DoesNotThrow()
    {
        var whole = await ClientHelloBytes.ForAsync("modules.example.com");

        Prop.ForAll<int, byte>((position, value) =>
        {
            var changed = whole.ToArray();
            changed[(uint)position % (uint)changed.Length] = value;
            return ClientHello.Read(changed) is not null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void AnyBytes_Read_DoesNotThrow() =>
        Prop.ForAll<byte[]>(bytes => ClientHello.Read([22, 3, 1, 0, 0, 1, .. bytes ?? []]) is not null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public async Task OtherRecordType_Read_IsUnreadable()
    {
        var bytes = await ClientHelloBytes.ForAsync("modules.example.com");
        bytes[0] = 23;

        Assert.IsType<ClientHello.Unreadable>(ClientHello.Read(bytes));
    }
}
