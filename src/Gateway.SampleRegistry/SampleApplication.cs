using Gateway.SampleRegistry.Go;
using Gateway.SampleRegistry.Http;
using Gateway.SampleRegistry.Npm;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.SampleRegistry;

/// <summary>Sends each request to the registry its path names, by the raw target and not by the server's decoded path.</summary>
internal sealed class SampleApplication(NpmRegistry npm, GoModuleProxy go, RequestTally requests)
{
    private const string Index =
        "The gateway's sample registry.\n\n" +
        "npm below /dev/npm/, /test/npm/, /prod/npm/   packages: @sample/app-kit, @sample/palette, sample-greeter, sample-words\n" +
        "go  below /dev/go/,  /test/go/,  /prod/go/    modules: sample.example/Greeter, sample.example/words\n";

    public Task HandleAsync(HttpContext context)
    {
        var path = SampleTarget.PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        requests.Add(context.Request.Method, path);

        // The gateway's meters listen to this process's server metrics by name; requests to the sample registry are not its own.
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
        {
            metrics.MetricsDisabled = true;
        }

        if (SampleTarget.TryParse(path, out var target))
        {
            return target.Format == SampleFormat.Npm ? npm.HandleAsync(context, target) : go.HandleAsync(context, target);
        }

        return path switch
        {
            "/health" => Plain.WriteAsync(context, StatusCodes.Status200OK, "ok\n"),
            "/" => Plain.WriteAsync(context, StatusCodes.Status200OK, Index),
            _ => Plain.WriteAsync(context, StatusCodes.Status404NotFound, NotServed(path)),
        };
    }

    private static string NotServed(string path) =>
        $"not found: {path}: a path begins with /dev, /test or /prod, followed by /npm/ or /go/\n";
}
