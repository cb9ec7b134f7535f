using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gateway.SampleRegistry.Http;

/// <summary>Answers of plain text: what go prints when a module is missing, and what a person reads in a browser.</summary>
internal static class Plain
{
    public const string ContentType = "text/plain; charset=utf-8";

    public static Task WriteAsync(HttpContext context, int status, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
