using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Gateway.Admin.Dashboard;

/// <summary>Renders a component on the server, once and to its end. What is not markup of a component is escaped.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>
    /// Nothing from elsewhere, no script and no style but the two files, no frame around: markup that slipped through could do nothing.
    /// </summary>
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Answers with a page.</summary>
    public async Task WriteAsync<TPage>(HttpContext context, params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        var html = await RenderAsync<TPage>(parameters);
        Protect(context.Response);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(html, Encoding.UTF8, context.RequestAborted);
    }

    /// <summary>Renders a component to text.</summary>
    public async Task<string> RenderAsync<TPage>(params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var values = parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
            var output = await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(values));
            return output.ToHtmlString();
        });
    }

    /// <summary>Sets the fields that keep a browser from doing more with an answer than it is for.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
    }
}
