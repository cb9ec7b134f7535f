using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Gateway.Upstreams.Resuming;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Upstreams.Resuming;

public sealed class ResumeVerdictTests
{
    private const string Tag = "\"v1\"";

    private static readonly DateTimeOffset Changed = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string, int, string, string, long?, bool> Begun => new()
    {
        // method, status, ETag, Cache-Control, length, whether its rest can be had
        { "GET", 200, Tag, "max-age=60", 100_000, true },
        { "GET", 200, Tag, "", null, true },
        { "GET", 200, Tag, "no-store", 100_000, false },
        { "GET", 200, "W/\"v1\"", "", 100_000, false },
        { "GET", 200, "", "", 100_000, false },
        { "GET", 200, Tag, "", 1, true },
        { "GET", 200, Tag, "", 0, false },
        { "GET", 206, Tag, "", 100_000, false },
        { "GET", 404, Tag, "", 100_000, false },
        { "POST", 200, Tag, "", 100_000, false },
    };

    [Theory]
    [MemberData(nameof(Begun))]
    public void Answer_Begun_HasARestOrNone(string method, int status, string tag, string control, long? length, bool expected)
    {
        using var answer = Answer(status, tag, length);
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://a.example/");
        answer.RequestMessage = request;
        answer.Headers.TryAddWithoutValidation("Cache-Control", control);

        Assert.Equal(expected, ResumeVerdict.ConditionOf(answer) is not null);
    }

    public static TheoryData<string, string, long?, bool> Dated => new()
    {
        // ETag, what passed between Last-Modified and Date, length, whether its rest can be had
        { "", "00:01:00", 1000, true },
        { "", "00:00:59", 1000, false },
        { "", "00:01:00", null, false },
        { "", "00:01:00", 0, false },
        { "W/\"v1\"", "00:01:00", 1000, false },
        { "unquoted", "00:01:00", 1000, false },
    };

    [Theory]
    [MemberData(nameof(Dated))]
    public void Answer_HasADate_HasARestOrNone(string tag, string passed, long? length, bool expected)
    {
        using var answer = Answer(200, tag, length);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://a.example/");
        answer.RequestMessage = request;
        answer.Content.Headers.LastModified = Changed;
        answer.Headers.Date = Changed + TimeSpan.Parse(passed, CultureInfo.InvariantCulture);

        Assert.Equal(expected ? Changed : null, ResumeVerdict.ConditionOf(answer)?.Date);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Answer_ToTheRequestByDate_IsTheRestWhenTheDateIsTheSame(int secondsLater, bool expected)
    {
        using var answer = Answer(206, "", length: null);
        answer.Content.Headers.LastModified = Changed.AddSeconds(secondsLater);
        answer.Content.Headers.TryAddWithoutValidation("Content-Range", "bytes 40-99/100");

        Assert.Equal(expected, ResumeVerdict.IsRest(answer, new RangeConditionHeaderValue(Changed), 40, 100));
    }

    public static TheoryData<int, string, string, long?, bool> Rests => new()
    {
        // status, ETag, Content-Range, the length that was announced, whether it is the rest from 40
        { 206, Tag, "bytes 40-99/100", 100, true },
        { 206, Tag, "bytes 40-99/100", null, true },
        { 200, Tag, "bytes 40-99/100", 100, false },
        { 206, "\"v2\"", "bytes 40-99/100", 100, false },
        { 206, "", "bytes 40-99/100", 100, false },
        { 206, Tag, "bytes 41-99/100", 100, false },
        { 206, Tag, "bytes 40-98/100", 100, false },
        { 206, Tag, "bytes 40-99/*", 100, false },
        { 206, Tag, "bytes 40-109/110", 100, false },
        { 206, Tag, "", 100, false },
    };

    [Theory]
    [MemberData(nameof(Rests))]
    public void Answer_ToTheRequestForTheRest_IsItOrNot(int status, string tag, string range, long? length, bool expected)
    {
        using var answer = Answer(status, tag, length: null);
        answer.Content.Headers.TryAddWithoutValidation("Content-Range", range);

        Assert.Equal(expected, ResumeVerdict.IsRest(answer, new RangeConditionHeaderValue(Tag), 40, length));
    }

    [Fact]
    public void Request_ForTheRest_CarriesTheFieldsOfTheFirstButItsConditions()
    {
        using var original = new HttpRequestMessage(HttpMethod.Get, "http://a.example/x");
        original.Headers.TryAddWithoutValidation("Authorization", "Bearer t");
        original.Headers.TryAddWithoutValidation("If-None-Match", "\"old\"");

        using var request = ResumeVerdict.RequestFor(
            original, new DestinationConfig { Address = "http://b.example/" }, "/x", new RangeConditionHeaderValue(Tag), 40);

        Assert.Equal("Bearer t", request.Headers.Authorization?.ToString());
        Assert.Empty(request.Headers.IfNoneMatch);
        Assert.Equal(("bytes=40-", Tag), (request.Headers.Range?.ToString(), request.Headers.IfRange?.ToString()));
    }

    private static HttpResponseMessage Answer(int status, string tag, long? length)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StreamContent(Stream.Null) };
        answer.Content.Headers.ContentLength = length;
        if (tag.Length > 0)
        {
            answer.Headers.TryAddWithoutValidation("ETag", tag);
        }

        return answer;
    }
}
