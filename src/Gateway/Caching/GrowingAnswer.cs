using System.Buffers;
using System.IO.Pipelines;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;
using StatusCodes = Microsoft.AspNetCore.Http.StatusCodes;

namespace Gateway.Caching;

/// <summary>Answers a client from an entry that is still arriving, or from the body that is for it alone.</summary>
internal sealed class GrowingAnswer(CacheReporting reporting, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>How much is asked of the growing entry at once; what is there is passed on at once, however little.</summary>
    private const int StepSize = 64 * 1024;

    /// <summary>Answers from a growing entry, in the form that the client asked for.</summary>
    /// <param name="visit">The request.</param>
    /// <param name="draft">The entry to be.</param>
    /// <param name="fields">The fields of an answer with the whole.</param>
    /// <param name="body">The growing body, from its first byte.</param>
    /// <param name="report">What is told of it.</param>
    public Task Write(CacheVisit visit, EntryDraft draft, FieldList fields, IGrowingBody body, CacheReport report)
    {
        var response = visit.Context.Response;
        var stored = Provisional(draft);
        var answer = FormOf(visit.Client, draft, stored);
        switch (answer.Kind)
        {
            case AnswerKind.NotModified:
                Begin(visit, draft.Head, StatusCodes.Status304NotModified, CachePolicy.NotModifiedFields(stored), report);
                return Task.CompletedTask;
            case AnswerKind.RangeNotSatisfiable:
                Begin(visit, draft.Head, StatusCodes.Status416RangeNotSatisfiable, CachePolicy.RangeNotSatisfiableFields(stored), report);
                response.ContentLength = 0;
                return Task.CompletedTask;
            case AnswerKind.Partial:
                var partial = CachePolicy.PartialContent(visit.Client, stored, answer, boundary: "none");
                Begin(visit, draft.Head, StatusCodes.Status206PartialContent, partial.Fields, report);
                response.ContentLength = partial.ContentLength;
                return Copy(visit.Context, body, partial.Pieces[0].Offset, partial.ContentLength);
            default:
                Begin(visit, draft.Head, draft.Head.Status, fields, report);
                return WriteWhole(visit.Context, draft, body);
        }
    }

    /// <summary>Answers with a part that is being stored together with another.</summary>
    public Task WritePart(CacheVisit visit, FetchOutcome.Part part, IGrowingBody body, CacheReport report)
    {
        Begin(visit, part.Head, part.Head.Status, part.Head.Fields, report);
        visit.Context.Response.ContentLength = part.Length;
        return Copy(visit.Context, body, part.Offset, part.Length);
    }

    /// <summary>Answers with what is not stored.</summary>
    public async Task WriteUnshared(CacheVisit visit, FetchOutcome.Unshared answer, CacheReport report)
    {
        var context = visit.Context;
        AnswerHead.Set(context.Response, answer.Head.Status, answer.Head.Fields);
        reporting.Tell(visit, report);
        try
        {
            if (answer.Body.TryRead(out var first))
            {
                answer.Body.AdvanceTo(first.Buffer.Start);
            }
            else
            {
                // Nothing of the body has come: a client of server-sent events learns here that it is connected.
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            await Copy(context, answer.Body);
        }
        catch (IOException)
        {
            // The fetch broke. Ending the response here would make half an object look whole.
            context.Abort();
        }
    }

    private void Begin(CacheVisit visit, ResponseHead head, int status, FieldList fields, CacheReport report)
    {
        AnswerHead.Set(visit.Context.Response, status, fields);
        AnswerHead.SetAge(visit.Context.Response, head.Facts, time.GetUtcNow(), isFirstHand: true);
        reporting.Tell(visit, report);
    }

    private Task WriteWhole(HttpContext context, EntryDraft draft, IGrowingBody body)
    {
        if (AnswerWriter.HasNoContent(draft.Head.Status))
        {
            return Task.CompletedTask;
        }

        context.Response.ContentLength = draft.ExpectedLength;
        return Copy(context, body, 0, long.MaxValue);
    }

    /// <summary>
    /// The form of the answer. A range of what has no known length, or several of what is not all there, are the whole instead, which is
    /// always allowed (RFC 9110 §14.2).
    /// </summary>
    private AnswerVerdict FormOf(in CacheRequest client, EntryDraft draft, StoredResponse stored)
    {
        if (!client.HasConditions && !client.HasRange)
        {
            return default;
        }

        var answer = CachePolicy.DecideAnswer(client, stored, time.GetUtcNow());
        return answer.Kind switch
        {
            AnswerKind.NotModified => answer,
            AnswerKind.Partial when draft.ExpectedLength is not null && answer.Ranges.Ranges.Length == 1 => answer,
            AnswerKind.RangeNotSatisfiable when draft.ExpectedLength is not null => answer,
            _ => default,
        };
    }

    /// <summary>The entry to be, as the policy sees entries; its length is 0 while it is not known.</summary>
    public static StoredResponse Provisional(EntryDraft draft) =>
        new(default, draft.Key, draft.Head, draft.Selecting, draft.Tags, draft.ExpectedLength ?? 0, MarkedStale: false);

    /// <summary>Copies a body that is not stored.</summary>
    private async Task Copy(HttpContext context, PipeReader body)
    {
        var total = 0L;
        try
        {
            ReadResult read;
            do
            {
                read = await body.ReadAsync(context.RequestAborted);
                foreach (var piece in read.Buffer)
                {
                    total += piece.Length;
                    await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted);
                }

                body.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        finally
        {
            Count(context, total);
        }
    }

    private void Count(HttpContext context, long bytes)
    {
        context.Features.Get<RequestRecord>()!.BodyBytes = bytes;
        metrics.CountBytesServed(bytes, "upstream");
    }

    /// <summary>Copies a window of the growing body.</summary>
    private async Task Copy(HttpContext context, IGrowingBody body, long offset, long length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(StepSize);
        var total = 0L;
        try
        {
            await Skip(body, buffer, offset, context.RequestAborted);
            while (total < length)
            {
                var step = buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - total));
                var read = await body.ReadAsync(step, context.RequestAborted);
                if (read == 0)
                {
                    break;
                }

                total += read;
                await context.Response.BodyWriter.WriteAsync(step[..read], context.RequestAborted);
            }
        }
        catch (IOException)
        {
            // The fetch broke. Ending the response here would make half an object look whole.
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Count(context, total);
        }
    }

    private static async ValueTask Skip(IGrowingBody body, byte[] buffer, long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            var read = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The body ended before the range began.");
            }

            count -= read;
        }
    }
}
