using Gateway;
using Gateway.Cli;

return await CommandLine.InvokeAsync(args, GatewayRun.RunAsync);
