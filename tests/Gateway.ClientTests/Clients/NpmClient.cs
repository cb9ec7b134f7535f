using Gateway.TestKit;
using Gateway.TestKit.Tools;

namespace Gateway.ClientTests.Clients;

/// <summary>The real npm with a home, a cache and a configuration of its own, talking to one registry.</summary>
/// <param name="folder">Where all of that lies.</param>
/// <param name="registry">The registry, ending with a slash.</param>
/// <param name="home">Tells the homes of several clients in one folder apart.</param>
internal sealed class NpmClient(TempFolder folder, Uri registry, string home = "npm")
{
    private readonly string _npm = RequiredTool.Find("npm", "install Node.js with npm");
    private readonly string _node = RequiredTool.Find("node", "install Node.js");

    /// <summary>Settings of npm by name, over the usual ones: quiet about audits and funding, no retries that would hide a fault.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["audit"] = "false",
        ["fund"] = "false",
        ["update-notifier"] = "false",
        ["fetch-retries"] = "0",
    };

    /// <summary>More environment variables, such as <c>NODE_EXTRA_CA_CERTS</c>.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public Uri Registry => registry;

    private string Cache => folder[$"{home}-cache"];

    private string UserConfiguration => folder[$"{home}-home/.npmrc"];

    /// <summary>Presents this token to the registry.</summary>
    public void UseToken(string token) =>
        File.AppendAllText(Home(UserConfiguration), $"//{registry.Authority}{registry.AbsolutePath}:_authToken={token}\n");

    /// <summary>Makes the next install cold.</summary>
    public void ForgetCache()
    {
        if (Directory.Exists(Cache))
        {
            Directory.Delete(Cache, recursive: true);
        }
    }

    /// <summary>Makes an empty project, or a package to publish.</summary>
    /// <returns>Its folder.</returns>
    public string Project(string name, string version = "1.0.0")
    {
        var path = $"{home}-projects/" + name.Replace('/', '+');
        folder.Write(path + "/index.js", $"module.exports = '{name}@{version}';\n");
        folder.Write(path + "/package.json", $$"""{ "name": "{{name}}", "version": "{{version}}", "license": "MIT" }""");
        return folder[path];
    }

    /// <summary>Runs <c>npm</c> with these arguments in a project.</summary>
    public Task<ToolResult> RunAsync(string project, params string[] arguments) =>
        ToolProcess.RunAsync(Command(_npm, project, arguments));

    /// <summary>Signs in as a user does: by name and password, typed when npm asks for them.</summary>
    public async Task<ToolResult> LoginAsync(string project, string user, string password)
    {
        await using var login = ToolProcess.Start(
            Command(_npm, project, ["login", "--auth-type=legacy"]) with { IsInteractive = true });
        await login.WriteLineAsync(user);

        // A question is no line of output, and what is typed before npm asks is lost: the last answer is typed until it is taken.
        await Poll.UntilAsync(
            async () => login.HasExited || !await TypeAsync(login, password), TimeSpan.FromMinutes(2), "npm has signed in, or not");
        return await login.WaitForExitAsync();
    }

    /// <returns>False when nobody reads any more.</returns>
    private static async Task<bool> TypeAsync(ToolProcess process, string line)
    {
        try
        {
            await process.WriteLineAsync(line);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Runs another client of the same registry, one of those that <c>npm ci</c> installs for the tests.</summary>
    /// <param name="program">Its file below <c>node_modules</c>: of a name such as <c>yarn</c> there is one in several packages.</param>
    /// <param name="project">The project's folder.</param>
    /// <param name="arguments">Its arguments.</param>
    public Task<ToolResult> RunOtherAsync(string program, string project, params string[] arguments)
    {
        var file = RequiredTool.FindFile(
            RepositoryRoot.Of("tests", "Gateway.ClientTests", "npm", "node_modules", program),
            "run 'npm ci' in tests/Gateway.ClientTests/npm");
        File.AppendAllText(Home(UserConfiguration), $"registry={registry.AbsoluteUri}\n");
        Variables["XDG_CACHE_HOME"] = Variables["YARN_CACHE_FOLDER"] = Cache;
        Variables["XDG_DATA_HOME"] = Variables["XDG_STATE_HOME"] = Cache;
        Variables["CI"] = "true";
        UseYarnSettings(project);
        return ToolProcess.RunAsync(Command(_node, project, [file, .. arguments]));
    }

    /// <summary>What a JavaScript expression gives in a project, printed as text.</summary>
    public async Task<string> EvaluateAsync(string project, string expression)
    {
        var result = await ToolProcess.RunAsync(Command(_node, project, ["--print", expression]));
        return result.MustSucceed().Output.TrimEnd('\n');
    }

    /// <summary>
    /// yarn from 2 on reads no <c>.npmrc</c>, takes the topmost folder with a <c>package.json</c> for the project unless a lock file says
    /// where it ends, changes no lock file in a build (<c>CI</c>), and leaves out what was published less than a day ago.
    /// </summary>
    private void UseYarnSettings(string project)
    {
        File.AppendAllText(Path.Combine(project, "yarn.lock"), "");
        Variables["YARN_NPM_REGISTRY_SERVER"] = registry.AbsoluteUri;
        Variables["YARN_UNSAFE_HTTP_WHITELIST"] = registry.Host;
        Variables["YARN_GLOBAL_FOLDER"] = Cache;
        Variables["YARN_NODE_LINKER"] = "node-modules";
        Variables["YARN_ENABLE_IMMUTABLE_INSTALLS"] = "false";
        Variables["YARN_NPM_MINIMAL_AGE_GATE"] = "0";
        Variables["YARN_ENABLE_TELEMETRY"] = "0";
        Variables["YARN_HTTP_RETRY"] = "0";
    }

    private static string Home(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }

    private ToolCommand Command(string executable, string project, IReadOnlyList<string> arguments)
    {
        var variables = new Dictionary<string, string>(Variables, StringComparer.Ordinal)
        {
            ["HOME"] = Path.GetDirectoryName(Home(UserConfiguration))!,
            ["npm_config_registry"] = registry.AbsoluteUri,
            ["npm_config_cache"] = Cache,
            ["npm_config_userconfig"] = UserConfiguration,
            ["npm_config_globalconfig"] = folder[$"{home}-home/global-npmrc"],
        };
        foreach (var (name, value) in Settings)
        {
            variables["npm_config_" + name.Replace('-', '_')] = value;
        }

        return new ToolCommand(executable, arguments) { WorkingFolder = project, Environment = variables };
    }
}
