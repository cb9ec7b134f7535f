using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §4.3.1, §4.3.3, §4.3.4 and §3.2: validating with the upstream.</summary>
public class Section4_3_Validation
{
    public static TheoryData<string, string, string?, string?> Conditions => new()
    {
        // Stored response, If-None-Match, If-Modified-Since.
        { "9111 4.3.1", "200 | ETag: \"a\"", "\"a\"", null },
        { "9111 4.3.1", "200 | ETag: W/\"a\"", "W/\"a\"", null },
        { "9111 4.3.1", "200 | ETag: abc", "abc", null },
        { "9111 4.3.1", "200 | Last-Modified: {-60}", null, "Mon, 05 Jan 2026 11:59:00 GMT" },
        { "9111 4.3.1", "200 | ETag: \"a\" | Last-Modified: {-60}", "\"a\"", "Mon, 05 Jan 2026 11:59:00 GMT" },
        { "9111 4.3.1", "200 | Last-Modified: Monday, 05-Jan-26 11:59:00 GMT", null, "Monday, 05-Jan-26 11:59:00 GMT" },
        { "9111 4.3.1", "200 | Last-Modified: long ago", null, null },
        { "9111 4.3.1", "200 | ETag: ", null, null },
        { "9111 4.3.1", "200", null, null },
    };

    public static TheoryData<string, string, string, string> Updates => new()
    {
        // Stored fields, fields of the 304, stored fields then; all have ETag "a".
        { "9111 3.2", "X-A: 1", "", "X-A: 1" },
        { "9111 3.2", "X-A: 1", "X-A: 2", "X-A: 2" },
        { "9111 3.2", "X-A: 1", "X-B: 2", "X-A: 1 | X-B: 2" },
        { "9111 3.2", "X-A: 1 | X-A: 2", "x-a: 3", "x-a: 3" },
        { "9111 3.2", "X-A: 1", "X-A: 2 | X-A: 3", "X-A: 2 | X-A: 3" },
        { "9111 3.2", "Cache-Control: max-age=1", "Cache-Control: max-age=60", "Cache-Control: max-age=60" },
        { "9111 3.2", "Expires: {+1}", "Expires: {+60}", "Expires: Mon, 05 Jan 2026 12:01:00 GMT" },
        { "9111 3.2", "Content-Type: text/plain", "Content-Type: text/html", "Content-Type: text/html" },
        { "9111 3.2", "Content-Location: /a", "Content-Location: /b", "Content-Location: /b" },
        { "9111 3.2", "Content-Foo: a", "Content-Foo: b", "Content-Foo: b" },
        { "9111 3.2", "Content-Security-Policy: a", "Content-Security-Policy: b", "Content-Security-Policy: b" },
        { "9111 3.2", "Vary: Accept, Foo", "Vary: foo", "Vary: foo" },
        { "9111 3.2", "Vary: Accept", "Vary: accept, Accept", "Vary: accept, Accept" },
        { "9111 3.2", "X-A: 1", "Content-Length: 5", "X-A: 1" },
        { "9111 3.2", "Content-Encoding: gzip", "Content-Encoding: br", "Content-Encoding: gzip" },
        { "9111 3.2", "X-A: 1", "Content-Encoding: br", "X-A: 1" },
        { "9111 3.2", "X-A: 1", "Content-Range: bytes 0-4/5", "X-A: 1" },
        { "9111 3.2", "X-A: 1", "Connection: X-A | X-A: 2", "X-A: 1" },
        { "9111 3.2", "X-A: 1", "Keep-Alive: x | Transfer-Encoding: chunked | Upgrade: x", "X-A: 1" },
        { "9111 3.2", "X-A: 1", "Set-Cookie: a=b", "X-A: 1" },
        { "9111 3.2", "Cache-Control: max-age=1 | X-A: 1", "Cache-Control: max-age=60, private=\"x-a\" | X-A: 2",
            "Cache-Control: max-age=60, private=\"x-a\"" },
        { "9111 4.2.3", "Age: 7200", "X-B: 2", "X-B: 2" },
        { "9111 4.2.3", "Age: 7200", "Age: 5", "Age: 5" },
    };

    public static TheoryData<string, string, string> Unselectable => new()
    {
        // Stored fields, fields of the 304.
        { "9111 4.1", "X-A: 1", "Vary: Foo" },
        { "9111 4.1", "Vary: Accept", "Vary: Accept, Foo" },
        { "9111 4.1", "Vary: Accept", "Vary: Foo" },
        { "9111 4.1", "Vary: Accept", "Vary: *" },
        { "9111 4.1", "X-A: 1", "Vary: a b" },
    };

    public static TheoryData<string, string, string, string, string> Identified => new()
    {
        // First stored (older), second stored, fields of the 304, entries identified for update.
        { "9111 4.3.4", "ETag: \"a\"", "ETag: \"b\"", "ETag: \"a\"", "1" },
        { "9111 4.3.4", "ETag: \"a\"", "ETag: \"b\"", "ETag: \"b\"", "2" },
        { "9111 4.3.4", "ETag: \"a\"", "ETag: \"a\"", "ETag: \"a\"", "2,1" },
        { "9111 4.3.4", "ETag: \"a\"", "ETag: \"b\"", "ETag: \"c\"", "" },
        { "9111 4.3.4", "ETag: W/\"a\"", "ETag: \"b\"", "ETag: \"a\"", "" },
        { "9111 4.3.4", "ETag: W/\"a\"", "ETag: W/\"a\"", "ETag: W/\"a\"", "2" },
        { "9111 4.3.4", "ETag: W/\"a\"", "ETag: W/\"b\"", "ETag: W/\"a\"", "1" },
        { "9111 4.3.4", "ETag: \"a\"", "ETag: \"b\"", "ETag: W/\"a\"", "1" },
        { "9111 4.3.4", "Last-Modified: {-100}", "Last-Modified: {-90}", "Last-Modified: {-100}", "1" },
        { "9111 4.3.4", "Last-Modified: {-100}", "Last-Modified: {-100}", "Last-Modified: {-100}", "2,1" },
        { "9111 4.3.4", "Last-Modified: {-100}", "Last-Modified: {-100}", "Last-Modified: {-50}", "" },
        { "9111 4.3.4", "ETag: \"a\" | Last-Modified: {-100}", "ETag: \"b\" | Last-Modified: {-90}", "ETag: \"c\" | Last-Modified: {-100}",
            "1" },
        { "9111 4.3.4", "X-A: 1", "X-A: 2", "X-B: 1", "" },
        { "9111 4.3.4", "ETag: \"a\"", "X-A: 2", "X-B: 1", "" },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void StoredResponse_ValidationPrepared_SendsItsValidators(string section, string stored, string? tags, string? since)
    {
        Assert.NotEmpty(section);
        var entry = Given.Stored(stored);

        Assert.Equal(new UpstreamConditions(tags, since), CachePolicy.PrepareValidation(entry, [entry]));
    }

    [Fact]
    public void SeveralVariants_ValidationPrepared_SendsTheTagsOfAllOnce()
    {
        StoredResponse[] stored =
        [
            Given.Stored("200 | ETag: \"b\" | Vary: Foo", "Foo: 1", id: 1),
            Given.Stored("200 | ETag: W/\"a\" | Vary: Foo | Last-Modified: {-60}", "Foo: 2", id: 2),
            Given.Stored("200 | ETag: \"b\" | Vary: Foo", "Foo: 3", id: 3),
            Given.Stored("200 | Vary: Foo", "Foo: 4", id: 4),
        ];

        Assert.Equal(new UpstreamConditions("W/\"a\", \"b\"", null), CachePolicy.PrepareValidation(stored[1], stored));
        Assert.Equal(new UpstreamConditions("\"b\", W/\"a\"", null), CachePolicy.PrepareValidation(null, stored));
        Assert.Equal(UpstreamConditions.None, CachePolicy.PrepareValidation(stored[3], stored));
    }

    [Fact]
    public void OnlyAPartStored_ValidationPrepared_DoesNotSendItsTag()
    {
        var part = Given.Stored("206 | ETag: \"a\" | Content-Range: bytes 0-99/1000");

        Assert.False(CachePolicy.PrepareValidation(null, [part]).Any);
    }

    [Fact]
    public void HundredVariants_ValidationPrepared_SendsTheFirst32()
    {
        StoredResponse[] stored = [.. Enumerable.Range(0, 100).Select(static number => Given.Stored($"200 | ETag: \"{number}\""))];

        var tags = CachePolicy.PrepareValidation(null, stored).IfNoneMatch!.Split(", ");

        Assert.Equal(32, tags.Length);
        Assert.Equal("\"31\"", tags[^1]);
    }

    [Theory]
    [InlineData("If-None-Match", true)]
    [InlineData("if-modified-since", true)]
    [InlineData("Range", true)]
    [InlineData("If-Range", true)]
    [InlineData("If-Match", false)]
    [InlineData("If-Unmodified-Since", false)]
    [InlineData("Accept", false)]
    public void ClientsFields_FetchForTheCache_LeavesOutThoseOfItsOwnState(string name, bool expected) =>
        Assert.Equal(expected, UpstreamConditions.ReplacedFields.Contains(name));

    [Theory]
    [MemberData(nameof(Updates))]
    public void NotModified_Received_UpdatesTheStoredFields(string section, string stored, string received, string expected)
    {
        Assert.NotEmpty(section);
        var entry = Given.Stored("200 | ETag: \"a\" | " + stored);

        var verdict = Freshened(entry, [entry], "304 | ETag: \"a\" | " + received);

        Assert.Equal("ETag: \"a\" | " + expected, WithTagFirst(Given.Text(verdict.Head.Fields)));
        Assert.Equal(verdict.Head, Assert.Single(verdict.Updates).Head);
    }

    [Theory]
    [MemberData(nameof(Unselectable))]
    public void NotModified_VariesByMore_ServesTheEntryOnceAndForgetsIt(string section, string stored, string received)
    {
        Assert.NotEmpty(section);
        var entry = Given.Stored("200 | ETag: \"a\" | " + stored);

        var verdict = Freshened(entry, [entry], "304 | ETag: \"a\" | " + received);

        Assert.Same(entry, verdict.Served);
        Assert.Empty(verdict.Updates);
        Assert.Same(entry, Assert.Single(verdict.Forget));
    }

    [Theory]
    [MemberData(nameof(Identified))]
    public void NotModified_TwoStored_UpdatesThoseThatItIdentifies(
        string section, string older, string younger, string received, string expected)
    {
        Assert.NotEmpty(section);
        StoredResponse[] stored =
        [
            Given.Stored("200 | " + older, id: 1, at: Given.After(-20)),
            Given.Stored("200 | " + younger, id: 2, at: Given.After(-10)),
        ];

        var verdict = CachePolicy.DecideValidation(
            Given.Request("GET"), stored[1], stored, Given.Response("304 | " + received), CachePolicyOptions.Default);

        var updated = verdict is ValidationVerdict.Freshened { Updates: var updates }
            ? updates.Select(static update => update.Stored.Id.Value)
            : [];
        Assert.Equal(expected, string.Join(',', updated));
    }

    [Theory]
    [InlineData("X-A: 1", "X-B: 1", "1", true)]
    [InlineData("ETag: \"a\"", "X-B: 1", "", true)]
    [InlineData("ETag: \"a\"", "ETag: \"b\"", "", false)]
    public void NotModified_OneStored_IsServedUpdatedOrFetchedAgain(string fields, string received, string updated, bool served)
    {
        var stored = Given.Stored("200 | " + fields);

        var verdict = CachePolicy.DecideValidation(
            Given.Request("GET"), stored, [stored], Given.Response("304 | " + received), CachePolicyOptions.Default);

        Assert.Equal(served, verdict is ValidationVerdict.Freshened);
        Assert.Equal(!served, verdict is ValidationVerdict.FetchAgain);
        Assert.Equal(updated.Length, verdict is ValidationVerdict.Freshened { Updates.Length: var count } ? count : 0);
    }

    [Fact]
    public void TagOfAnotherVariant_NotModified_ServesItWithoutUpdatingIt()
    {
        var stored = Given.Stored("200 | ETag: \"a\" | Vary: Foo", "Foo: 1");

        var verdict = CachePolicy.DecideValidation(
            Given.Request("GET | Foo: 2"), null, [stored], Given.Response("304 | ETag: \"a\" | X-B: 2"), CachePolicyOptions.Default);

        var freshened = Assert.IsType<ValidationVerdict.Freshened>(verdict);
        Assert.Same(stored, freshened.Served);
        Assert.Equal("2", freshened.Head.Fields["X-B"]);
        Assert.Empty(freshened.Updates);
    }

    [Fact]
    public void StaleByAge_NotModifiedWithoutAge_IsFreshAgain()
    {
        var stored = Given.Stored("200 | ETag: \"a\" | Cache-Control: max-age=60 | Age: 7200");

        var verdict = Freshened(stored, [stored], "304 | ETag: \"a\"", Given.After(500));

        var state = Freshness.StateOf(verdict.Head.Facts, CachePolicyOptions.Default, Given.After(510));
        Assert.True(state.IsFresh);
        Assert.Equal(TimeSpan.FromSeconds(10), state.Age);
        Assert.Equal(200, verdict.Head.Status);
    }

    [Fact]
    public void NotModifiedWithoutDate_Received_TakesTheTimeOfReception()
    {
        var stored = Given.Stored("200 | ETag: \"a\" | Cache-Control: max-age=60");

        var verdict = Freshened(stored, [stored], "304 | ETag: \"a\" | Date: none", Given.After(500));

        Assert.Equal("Mon, 05 Jan 2026 12:08:20 GMT", verdict.Head.Fields["Date"]);
    }

    [Theory]
    [InlineData("no-store")]
    [InlineData("private")]
    public void NotModifiedForbidsStoring_Received_IsServedAndForgotten(string directive)
    {
        var stored = Given.Stored("200 | ETag: \"a\" | Cache-Control: max-age=60");

        var verdict = Freshened(stored, [stored], $"304 | ETag: \"a\" | Cache-Control: {directive}");

        Assert.Same(stored, Assert.Single(verdict.Forget));
        Assert.Empty(verdict.Updates);
    }

    [Theory]
    [InlineData("GET | Cache-Control: no-store")]
    [InlineData("GET | Authorization: Bearer x")]
    public void RequestForbidsStoring_NotModified_IsServedAndStoredStaysAsItIs(string request)
    {
        var stored = Given.Stored("200 | ETag: \"a\" | Cache-Control: max-age=60");

        var verdict = Assert.IsType<ValidationVerdict.Freshened>(CachePolicy.DecideValidation(
            Given.Request(request), stored, [stored], Given.Response("304 | ETag: \"a\""), CachePolicyOptions.Default));

        Assert.Same(stored, verdict.Served);
        Assert.Empty(verdict.Updates);
        Assert.Empty(verdict.Forget);
    }

    private static ValidationVerdict.Freshened Freshened(
        StoredResponse selected, StoredResponse[] stored, string received, DateTimeOffset? at = null) =>
        Assert.IsType<ValidationVerdict.Freshened>(CachePolicy.DecideValidation(
            Given.Request("GET"), selected, stored, Given.Response(received, at: at), CachePolicyOptions.Default));

    private static string WithTagFirst(string text)
    {
        var parts = text.Split(" | ");
        return string.Join(" | ", parts.OrderBy(static part => part.StartsWith("ETag", StringComparison.Ordinal) ? 0 : 1));
    }
}
