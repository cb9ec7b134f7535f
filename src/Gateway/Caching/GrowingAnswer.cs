using System.Buffers;
using System.IO.Pipelines;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;
using StatusCodes = Microsoft.AspNetCore.Http.StatusCodes;

namespace Gateway.Caching;

/// <summary>Answers a client from an entry that is still arriving, or from the body that is for it alone.</summary>
internal sealed class GrowingAnswer(AnswerWriter answers, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>How much is asked of the growing entry at once; what is there is passed on at once, however little.</summary>
    private const int StepSize = 64 * 1024;

    /// <summary>Writes the answer from a growing entry.</summary>
    public async Task WriteAsync(HttpContext context, CacheRequest client, EntryDraft draft, IGrowingBody body)
    {
        var response = context.Response;
        if (IsUnchangedFor(client, draft))
        {
            answers.SetHead(response, StatusCodes.Status304NotModified, CachePolicy.NotModifiedFields(Provisional(draft)), draft.Head);
            return;
        }

        answers.SetHead(response, draft.Head.Status, draft.Head.Fields, draft.Head);
        if (AnswerWriter.HasNoContent(draft.Head.Status))
        {
            return;
        }

        response.ContentLength = draft.ExpectedLength;
        try
        {
            await CopyAsync(context, body);
        }
        catch (IOException)
        {
            // The fetch broke. Ending the response here would make half an object look whole.
            context.Abort();
        }
    }

    /// <summary>Writes an answer that is not stored, to the one client that it is for.</summary>
    public static async Task WriteUnsharedAsync(HttpContext context, ResponseHead head, PipeReader body)
    {
        var response = context.Response;
        response.StatusCode = head.Status;
        foreach (var field in head.Fields)
        {
            response.Headers.Append(field.Name, field.Value);
        }

        try
        {
            await body.CopyToAsync(response.BodyWriter, context.RequestAborted);
        }
        catch (IOException)
        {
            context.Abort();
        }
    }

    private bool IsUnchangedFor(in CacheRequest client, EntryDraft draft) =>
        client.HasConditions && CachePolicy.DecideAnswer(client, Provisional(draft), time.GetUtcNow()).Kind == AnswerKind.NotModified;

    private static StoredResponse Provisional(EntryDraft draft) =>
        new(default, draft.Key, draft.Head, draft.Selecting, draft.Tags, draft.ExpectedLength ?? 0, MarkedStale: false);

    private async Task CopyAsync(HttpContext context, IGrowingBody body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(StepSize);
        var total = 0L;
        try
        {
            while (await body.ReadAsync(buffer, context.RequestAborted) is var read and > 0)
            {
                await context.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                total += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            context.Features.Get<RequestRecord>()!.BodyBytes = total;
            metrics.CountBytesServed(total, "upstream");
        }
    }
}
