using System.CommandLine;
using Gateway.Security.Identities;

namespace Gateway.Cli.Tokens;

/// <summary><c>gateway token</c>: access tokens.</summary>
internal static class TokenCommand
{
    /// <summary>The command with its own commands.</summary>
    public static Command Create() => new("token", "Makes access tokens, and fetches short-lived ones.")
    {
        CreateCreate(),
        TokenLoginCommand.Create(),
    };

    private static Command CreateCreate()
    {
        var name = new Argument<string>("NAME") { Description = "Who has it, as it shall stand in the log." };
        var command = new Command("create", "Makes an access token; prints it once, with the hash for the configuration.") { name };
        var json = JsonOutput.AddTo(command);
        command.SetAction(result =>
        {
            var owner = ValidName(result.GetRequiredValue(name));
            var token = TokenHash.NewToken();
            var hash = TokenHash.Of(token);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                JsonOutput.Write(output, new { Name = owner, Token = token, Hash = hash });
                return 0;
            }

            output.WriteLine($"token  {token}");
            output.WriteLine($"hash   {hash}");
            output.WriteLine();
            output.WriteLine("The token is shown this once. Give it to its owner, and put the hash into the environment's policy:");
            output.WriteLine($$"""  "Tokens": [ { "Name": "{{owner}}", "Hash": "{{hash}}", "Roles": [ "ROLE" ] } ]""");
            return 0;
        });
        return command;
    }

    private static string ValidName(string name) =>
        name.Length is > 0 and <= 128 && !name.Any(letter => char.IsControl(letter) || letter is '"' or '\\')
            ? name
            : throw new UsageException(
                $"'{name}' cannot be the name of a token; write 1 to 128 characters without quotes and backslashes.");
}
