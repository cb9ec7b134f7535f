using FsCheck;
using FsCheck.Fluent;
using Gateway.Cli.Tokens;
using Xunit;

namespace Gateway.Tests.Cli.Tokens;

public sealed class NetrcTextTests
{
    private const string Entry = "machine a.example login ci password new";

    public static TheoryData<string, string> Files => new()
    {
        { "", $"{Entry}\n" },
        { "machine b login u password p\n", $"machine b login u password p\n{Entry}\n" },
        { "machine b login u password p", $"machine b login u password p\n{Entry}\n" },
        { "machine a.example login ci password old\n", $"{Entry}\n" },
        { "machine a.example\n\tlogin ci\n\tpassword old\nmachine b login u password p\n", $"{Entry}\nmachine b login u password p\n" },
        { "machine a.example login x password y machine b login u password p\n", $"{Entry}\nmachine b login u password p\n" },
        { "machine a.example.org login x password y\n", $"machine a.example.org login x password y\n{Entry}\n" },
        { "default login anonymous password x\n", $"{Entry}\ndefault login anonymous password x\n" },
        { "machine b login machine password a.example\n", $"machine b login machine password a.example\n{Entry}\n" },
        { "machine a.example login x password y\n# of b\nmachine b login u password p\n", $"{Entry}\n# of b\nmachine b login u password p\n" },
        { "machine b login u password #p\n", $"machine b login u password #p\n{Entry}\n" },
        { "macdef init\nmachine a.example\n\nmachine b login u password p\n", $"macdef init\nmachine a.example\n\nmachine b login u password p\n{Entry}\n" },
        { "machine a.example login x password y\nmachine a.example login z password y\n", $"{Entry}\n" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void File_EntryWritten_HasItOnceAndTheRestAsItWas(string text, string expected) =>
        Assert.Equal(expected, NetrcText.With(text, "a.example", Entry));

    [Theory]
    [InlineData("ci build", "machine h login gateway password t")]
    [InlineData("", "machine h login gateway password t")]
    [InlineData("#ci", "machine h login gateway password t")]
    [InlineData("spiffe://corp/ci/build", "machine h login spiffe://corp/ci/build password t")]
    public void Name_ThatBreaksIntoWords_IsReplaced(string name, string expected) =>
        Assert.Equal(expected, NetrcText.EntryOf("h", name, "t"));

    /// <summary>Written twice is written once, and go's reader finds the token for that host whatever stood in the file before.</summary>
    [Fact]
    public void AnyFile_EntryWritten_IsFoundByGosReader() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int[] Pieces, bool EndsInDefault)>(),
        file =>
        {
            var text = string.Concat(file.Pieces.Select(number => Pieces[(int)((uint)number % Pieces.Length)]))
                + (file.EndsInDefault ? "default login anonymous password none" : "");
            var once = NetrcText.With(text, "a.example", Entry);
            return GosPassword(once, "a.example") == "new"
                && GosPassword(once, "b.example") == GosPassword(text, "b.example")
                && once == NetrcText.With(once, "a.example", Entry);
        }).QuickCheckThrowOnFailure();

    private static readonly string[] Pieces =
    [
        "machine b.example login b password of-b\n",
        "machine a.example login a password old\n",
        "machine a.example\n  login a\n  password old\n",
        "machine c login machine password a.example account default ",
        "# machine a.example login x password y\n",
        "macdef init\nmachine a.example login x password y\n\n",
        "macdef last\nmachine a.example login x password y\n",
        "\n",
    ];

    /// <summary>cmd/go/internal/auth: pairs line by line, the first machine that has all three counts, "default" ends the file.</summary>
    private static string? GosPassword(string text, string machine)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var isInMacro = false;
        foreach (var line in text.Split('\n'))
        {
            isInMacro = isInMacro && line.Length > 0;
            var words = isInMacro ? [] : line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i + 1 < words.Length; i += 2)
            {
                if (words[i] == "default")
                {
                    return found.GetValueOrDefault(machine);
                }

                isInMacro |= words[i] == "macdef";
                found["-" + words[i]] = words[i + 1];
                if (words[i] == "machine")
                {
                    found.Remove("-login");
                    found.Remove("-password");
                }

                if (found.TryGetValue("-machine", out var name)
                    && found.ContainsKey("-login")
                    && found.Remove("-password", out var password))
                {
                    found.TryAdd(name, password);
                    found.Remove("-machine");
                    found.Remove("-login");
                }
            }
        }

        return found.GetValueOrDefault(machine);
    }
}
