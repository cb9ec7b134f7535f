using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Caching;

/// <summary>One exchange of a rule: the time before it, what the client sends, what the upstream answers, what the client sees.</summary>
public sealed record Step(string Method, string[] Fields)
{
    public double Passing { get; init; }

    public string Query { get; init; } = "";

    /// <summary>Null when the upstream must not be asked.</summary>
    public UpstreamAnswer? Answer { get; init; }

    /// <summary>The upstream is asked by nobody who waits, so the step ends when it has been.</summary>
    public bool IsBackground { get; init; }

    /// <summary>Sent again until it sees what it should: for what a background request brings about.</summary>
    public bool IsEventual { get; init; }

    /// <summary>How often the upstream is asked.</summary>
    public int Asked { get; init; } = 1;

    public int? Status { get; init; }

    public string? Word { get; init; }

    public string? Body { get; init; }

    public string[] Shows { get; init; } = [];

    public string[] Hides { get; init; } = [];

    public string[] Asks { get; init; } = [];

    public string[] NeverAsks { get; init; } = [];

    public static Step Get(params string[] fields) => new("GET", fields);

    /// <summary>A GET with content, of no bytes.</summary>
    public static Step GetWithContent() => Get("Transfer-Encoding: chunked");

    public static Step Head(params string[] fields) => new("HEAD", fields);

    public static Step Send(string method, params string[] fields) => new(method, fields);

    /// <summary>So many seconds before it.</summary>
    public Step After(double seconds) => this with { Passing = seconds };

    public Step WithQuery(string query) => this with { Query = query };

    /// <summary>The upstream's answer. <c>{now}</c>, <c>{now+5}</c>, <c>{now-5}</c> in a value stand for dates of the clock.</summary>
    public Step Upstream(int status, string body, params string[] fields) =>
        this with { Answer = new UpstreamAnswer(status, body, fields) };

    public Step Upstream(RequestDelegate handler) => this with { Answer = new UpstreamAnswer(0, "", []) { Handler = handler } };

    public Step InBackground() => this with { IsBackground = true };

    public Step Times(int count) => this with { Asked = count };

    public Step Eventually() => this with { IsEventual = true };

    /// <summary>The word of <c>X-Cache-Status</c> and the content.</summary>
    public Step Is(string word, string? body = null, int? status = null) => this with { Word = word, Body = body, Status = status };

    /// <summary>Fields of the answer, <c>Name: value</c>, or <c>Name</c> for any value.</summary>
    public Step Showing(params string[] fields) => this with { Shows = [.. Shows, .. fields] };

    /// <summary>Fields that the answer must not have.</summary>
    public Step Hiding(params string[] names) => this with { Hides = [.. Hides, .. names] };

    /// <summary>Fields of the upstream's request.</summary>
    public Step Asking(params string[] fields) => this with { Asks = [.. Asks, .. fields] };

    /// <summary>Fields that the upstream's request must not have.</summary>
    public Step NeverAsking(params string[] names) => this with { NeverAsks = [.. NeverAsks, .. names] };
}

/// <summary>What the upstream answers.</summary>
public sealed record UpstreamAnswer(int Status, string Body, string[] Fields)
{
    public RequestDelegate? Handler { get; init; }
}

/// <summary>A rule of an RFC as a sequence of exchanges for one URL.</summary>
/// <param name="Section">Where the rule stands.</param>
/// <param name="Name">The rule in words.</param>
/// <param name="Steps">The exchanges.</param>
public sealed record Rule(string Section, string Name, params Step[] Steps)
{
    /// <summary>The repository whose configuration the rule is for.</summary>
    public string Repository { get; init; } = "plain";

    public override string ToString() => $"{Section}: {Name}";
}
