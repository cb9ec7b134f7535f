using System.CommandLine;

namespace Gateway.Cli;

/// <summary>Examples for the help of each command, by the command's words.</summary>
internal static class CommandExamples
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        [""] =
        [
            "gateway run --config gateway.json",
            "gateway check --config gateway.json",
            "gateway doctor https://modules.example.com/private-module/npm/",
            "gateway COMMAND --help",
        ],
        ["run"] =
        [
            "gateway run --config gateway.json",
            "gateway run --config base.json --config site.json --urls \"http://*:8080;https://*:8443\"",
            "gateway run --config gateway.json --Gateway:Cache:DiskSize=20GiB",
        ],
        ["check"] = ["gateway check --config gateway.json", "gateway check --config gateway.json --json | jq '.faults[].path'"],
        ["routes"] = ["gateway routes --config gateway.json", "gateway routes --config gateway.json --as deploy-bot"],
        ["doctor"] =
        [
            "gateway doctor https://modules.example.com/private-module/npm/",
            "gateway doctor https://modules.example.com/private-module/go --config gateway.json",
            "gateway doctor https://nexus.example.com/repository/npm/ --ca ca.pem --cert ci.pem --key ci.key",
        ],
        ["ready"] = ["gateway ready", "gateway ready --alive --admin http://127.0.0.1:9900"],
        ["cache"] = ["gateway cache stats", "gateway cache purge --tag npm:@corp/app"],
        ["cache stats"] = ["gateway cache stats", "gateway cache stats --admin http://127.0.0.1:9900 --json"],
        ["cache ls"] = ["gateway cache ls", "gateway cache ls @corp --repository npm --environment prod --limit 1000"],
        ["cache purge"] =
        [
            "gateway cache purge https://modules.example.com/private-module/npm/@corp%2fapp",
            "gateway cache purge --tag npm:@corp/app --hard",
            "gateway cache purge --repository npm --environment dev",
            "gateway cache purge --all",
        ],
        ["cache warm"] =
        [
            "gateway cache warm https://modules.example.com/private-module/npm/react",
            "gateway cache warm --file urls.txt",
        ],
        ["certs"] = ["gateway certs init", "gateway certs show certs/server.pem"],
        ["certs init"] = ["gateway certs init", "gateway certs init --host modules.local --directory certs"],
        ["certs client"] = ["gateway certs client ci-build", "gateway certs client ci-build --uri spiffe://corp/ci/build"],
        ["certs show"] = ["gateway certs show server.pem", "gateway certs show server.pfx --password-file password.txt --json"],
        ["token"] =
        [
            "gateway token create deploy-bot",
            "gateway token login https://modules.example.com --cert ci.pem --key ci.key --netrc ~/.netrc",
        ],
        ["token create"] = ["gateway token create deploy-bot", "gateway token create deploy-bot --json | jq -r .hash"],
        ["token login"] =
        [
            "gateway token login https://modules.example.com --ca ca.pem --cert ci.pem --key ci.key",
            "gateway token login https://modules.example.com --cert ci.pem --key ci.key --netrc ~/.netrc --npmrc ~/.npmrc",
        ],
        ["config"] = ["gateway config schema > gateway.schema.json", "gateway config reference"],
        ["config schema"] = ["gateway config schema > gateway.schema.json"],
        ["config reference"] = ["gateway config reference | less"],
        ["completion"] = ["source <(gateway completion bash)", "gateway completion fish > ~/.config/fish/completions/gateway.fish"],
    };

    /// <summary>The examples of a command; none for one that has none.</summary>
    public static IReadOnlyList<string> Of(Command command) => Known.GetValueOrDefault(WordsOf(command)) ?? [];

    /// <summary>The words that call a command, without the executable's own.</summary>
    public static string WordsOf(Command command)
    {
        var words = new List<string>();
        for (var one = command; one is not RootCommand; one = one.Parents.OfType<Command>().First())
        {
            words.Insert(0, one.Name);
        }

        return string.Join(' ', words);
    }
}
