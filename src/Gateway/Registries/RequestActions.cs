namespace Gateway.Registries;

/// <summary>Methods in the terms of grants.</summary>
internal static class RequestActions
{
    /// <summary>The action of a method, for requests whose format says nothing else.</summary>
    public static RequestAction Of(string method) => method switch
    {
        "GET" or "HEAD" or "OPTIONS" => RequestAction.Read,
        "DELETE" => RequestAction.Delete,
        "PURGE" => RequestAction.Purge,
        _ => RequestAction.Publish,
    };

    /// <summary>Whether the method fetches a representation, which alone can be answered from a cache.</summary>
    public static bool Retrieves(string method) => method is "GET" or "HEAD";
}
