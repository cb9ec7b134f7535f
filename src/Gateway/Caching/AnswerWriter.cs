using System.Globalization;
using System.Security.Cryptography;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Ranges;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;
using Microsoft.Extensions.Primitives;
using StatusCodes = Microsoft.AspNetCore.Http.StatusCodes;

namespace Gateway.Caching;

/// <summary>Answers a client from a stored response, in the form that the client asked for.</summary>
internal sealed class AnswerWriter(GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Sets status and fields of an answer, with its age now.</summary>
    public void SetHead(HttpResponse response, int status, FieldList fields, ResponseHead stored)
    {
        response.StatusCode = status;
        var headers = response.Headers;
        foreach (var field in fields)
        {
            headers[field.Name] = headers.TryGetValue(field.Name, out var present) && field.Name is not "Date"
                ? StringValues.Concat(present, field.Value)
                : field.Value;
        }

        headers.Age = ((long)Freshness.AgeOf(stored.Facts, time.GetUtcNow()).TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Writes the answer from a stored response whose body is open.</summary>
    public Task WriteAsync(HttpContext context, in CacheRequest client, StoredResponse stored, IEntryBody body)
    {
        var answer = CachePolicy.DecideAnswer(client, stored, time.GetUtcNow());
        switch (answer.Kind)
        {
            case AnswerKind.NotModified:
                SetHead(context.Response, StatusCodes.Status304NotModified, CachePolicy.NotModifiedFields(stored), stored.Head);
                return Task.CompletedTask;
            case AnswerKind.RangeNotSatisfiable:
                SetHead(context.Response, StatusCodes.Status416RangeNotSatisfiable, CachePolicy.RangeNotSatisfiableFields(stored),
                    stored.Head);
                context.Response.ContentLength = 0;
                return Task.CompletedTask;
            case AnswerKind.Partial:
                var partial = CachePolicy.PartialContent(client, stored, answer, Boundary());
                SetHead(context.Response, StatusCodes.Status206PartialContent, partial.Fields, stored.Head);
                context.Response.ContentLength = partial.ContentLength;
                return WritePieces(context, partial, body);
            default:
                SetHead(context.Response, stored.Head.Status, stored.Head.Fields, stored.Head);
                return WriteWhole(context, client.IsGet, stored, body);
        }
    }

    private Task WriteWhole(HttpContext context, bool hasBody, StoredResponse stored, IEntryBody body)
    {
        var response = context.Response;
        if (HasNoContent(stored.Head.Status))
        {
            return Task.CompletedTask;
        }

        response.ContentLength = body.Length;
        if (!hasBody)
        {
            return Task.CompletedTask;
        }

        metrics.CountBytesServed(body.Length, "cache");
        return body.Memory is { } memory
            ? response.BodyWriter.WriteAsync(memory, context.RequestAborted).AsTask()
            : CopyAsync(context, body, 0, body.Length);
    }

    private async Task WritePieces(HttpContext context, PartialAnswer partial, IEntryBody body)
    {
        foreach (var piece in partial.Pieces)
        {
            if (!piece.Prefix.IsEmpty)
            {
                await context.Response.BodyWriter.WriteAsync(piece.Prefix, context.RequestAborted);
            }

            await CopyAsync(context, body, piece.Offset, piece.Length);
        }

        if (!partial.Suffix.IsEmpty)
        {
            await context.Response.BodyWriter.WriteAsync(partial.Suffix, context.RequestAborted);
        }

        metrics.CountBytesServed(partial.ContentLength, "cache");
    }

    private static async Task CopyAsync(HttpContext context, IEntryBody body, long offset, long length)
    {
        if (!await body.CopyToAsync(context.Response.BodyWriter, offset, length, context.RequestAborted))
        {
            // The medium failed: the client must see a broken answer, never a short one.
            context.Abort();
        }
    }

    /// <summary>Whether a response of that status has no content by definition (RFC 9110 §6.4.1).</summary>
    public static bool HasNoContent(int status) => status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified;

    private static string Boundary() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
