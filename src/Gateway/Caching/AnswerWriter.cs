using System.Security.Cryptography;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Ranges;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;
using StatusCodes = Microsoft.AspNetCore.Http.StatusCodes;

namespace Gateway.Caching;

/// <summary>Answers a client from a stored response, in the form that the client asked for.</summary>
internal sealed class AnswerWriter(CacheReporting reporting, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// The longest body handed to the server at once, and what the server buffers for a client that does not take it. Most packages are
    /// shorter, and go out with one system call; a thousand clients that stop reading hold 256 MiB and no more.
    /// </summary>
    public const int LongestAtOnce = 256 * 1024;

    /// <summary>Answers with a fresh stored response whose body is open: the path of a hit,
    /// which makes nothing that is made already.</summary>
    public Task WriteHit(CacheVisit visit, in ReuseVerdict verdict, IEntryBody body)
    {
        var stored = verdict.Response!;
        if (visit.Client.HasConditions || visit.Client.HasRange)
        {
            return Write(visit, stored, body, CacheReport.OfHit(verdict), isFirstHand: false);
        }

        var head = HitHead.Of(verdict, visit.Policy);
        var response = visit.Context.Response;
        response.StatusCode = stored.Head.Status;
        head.CopyTo(response.Headers);
        reporting.Record(visit, head.Report);
        return WriteWhole(visit, stored, body);
    }

    /// <summary>Answers with a stored response whose body is open.</summary>
    /// <param name="visit">The request.</param>
    /// <param name="stored">The stored response, after a validation with its new head.</param>
    /// <param name="body">Its body.</param>
    /// <param name="report">What is told of it.</param>
    /// <param name="isFirstHand">Whether the upstream has confirmed it for this request.</param>
    public Task Write(CacheVisit visit, StoredResponse stored, IEntryBody body, CacheReport report, bool isFirstHand)
    {
        var now = time.GetUtcNow();
        var answer = CachePolicy.DecideAnswer(visit.Client, stored, now);
        var response = visit.Context.Response;
        var partial = answer.Kind == AnswerKind.Partial ? CachePolicy.PartialContent(visit.Client, stored, answer, Boundary()) : null;
        SetHead(response, stored, answer.Kind, partial);
        AnswerHead.SetAge(response, stored.Head.Facts, now, isFirstHand);
        reporting.Tell(visit, report);
        return answer.Kind switch
        {
            AnswerKind.Whole => WriteWhole(visit, stored, body),
            AnswerKind.Partial => WritePieces(visit, partial!, body),
            _ => Task.CompletedTask,
        };
    }

    /// <summary>Whether a response of that status has no content by definition (RFC 9110 §6.4.1, §15.3.6): the server takes none.</summary>
    public static bool HasNoContent(int status) =>
        status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified;

    private static void SetHead(HttpResponse response, StoredResponse stored, AnswerKind kind, PartialAnswer? partial)
    {
        switch (kind)
        {
            case AnswerKind.NotModified:
                AnswerHead.Set(response, StatusCodes.Status304NotModified, CachePolicy.NotModifiedFields(stored));
                break;
            case AnswerKind.RangeNotSatisfiable:
                AnswerHead.Set(response, StatusCodes.Status416RangeNotSatisfiable, CachePolicy.RangeNotSatisfiableFields(stored));
                response.ContentLength = 0;
                break;
            case AnswerKind.Partial:
                AnswerHead.Set(response, StatusCodes.Status206PartialContent, partial!.Fields);
                response.ContentLength = partial.ContentLength;
                break;
            default:
                AnswerHead.Set(response, stored.Head.Status, stored.Head.Fields);
                break;
        }
    }

    private Task WriteWhole(CacheVisit visit, StoredResponse stored, IEntryBody body)
    {
        var response = visit.Context.Response;
        if (HasNoContent(stored.Head.Status))
        {
            return Task.CompletedTask;
        }

        response.ContentLength = body.Length;
        if (!visit.Client.IsGet)
        {
            return Task.CompletedTask;
        }

        metrics.CountBytesServed(body.Length, "cache");
        if (body.Memory is not { Length: <= LongestAtOnce } memory)
        {
            return Copy(visit.Context, body, 0, body.Length);
        }

        var written = response.BodyWriter.WriteAsync(memory, visit.Context.RequestAborted);
        if (!written.IsCompletedSuccessfully)
        {
            return written.AsTask();
        }

        written.GetAwaiter().GetResult();
        return Task.CompletedTask;
    }

    private async Task WritePieces(CacheVisit visit, PartialAnswer partial, IEntryBody body)
    {
        var context = visit.Context;
        metrics.CountBytesServed(partial.ContentLength, "cache");
        foreach (var piece in partial.Pieces)
        {
            if (!piece.Prefix.IsEmpty)
            {
                await context.Response.BodyWriter.WriteAsync(piece.Prefix, context.RequestAborted);
            }

            await Copy(context, body, piece.Offset, piece.Length);
        }

        if (!partial.Suffix.IsEmpty)
        {
            await context.Response.BodyWriter.WriteAsync(partial.Suffix, context.RequestAborted);
        }
    }

    private static async Task Copy(HttpContext context, IEntryBody body, long offset, long length)
    {
        if (!await body.CopyToAsync(context.Response.BodyWriter, offset, length, context.RequestAborted))
        {
            // The medium failed: the client must see a broken answer, never a short one.
            context.Abort();
        }
    }

    private static string Boundary() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
