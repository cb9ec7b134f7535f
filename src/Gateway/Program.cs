using Gateway;
using Gateway.Configuration.Sources;

return await GatewayRun.RunAsync(ConfigurationSources.Create([], args), CancellationToken.None);
