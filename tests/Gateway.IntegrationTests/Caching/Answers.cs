using System.Globalization;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Caching;

/// <summary>Answers of an upstream that depend on what it is asked.</summary>
internal static class Answers
{
    /// <summary>The length of a representation that is too long to be fetched whole because of a range.</summary>
    public const long Long = 1_000_000_000;

    /// <summary>The head of an answer to HEAD, with the length of the content that a GET would have.</summary>
    public static RequestDelegate Head(long length, params (string Name, string Value)[] fields) => context =>
    {
        foreach (var (name, value) in fields)
        {
            context.Response.Headers.Append(name, value);
        }

        context.Response.ContentLength = length;
        return Task.CompletedTask;
    };

    /// <summary>The whole, or of it the one range that is asked for.</summary>
    public static RequestDelegate Ranged(string whole, params (string Name, string Value)[] fields) => context =>
    {
        if (context.Request.GetTypedHeaders().Range?.Ranges.Single() is not { From: { } from, To: { } to })
        {
            return Reply.With(200, whole, fields)(context);
        }

        var range = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{whole.Length}");
        return Reply.With(206, whole[(int)from..(int)(to + 1)], [("Content-Range", range), .. fields])(context);
    };

    /// <summary>A part of a long representation, whatever range is asked for.</summary>
    public static RequestDelegate PartOfLong(long first, string part, string tag = "\"v\"")
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{first + part.Length - 1}/{Long}");
        return Reply.With(206, part, ("Content-Range", range), ("Cache-Control", "max-age=60"), ("ETag", tag));
    }
}
