using System.Globalization;
using Gateway.HttpCache;
using Gateway.HttpCache.Storage;

namespace Gateway.StoreTorture;

/// <summary>Entries whose body follows from their head, so that a reader can tell whether it is the one that was written.</summary>
public static class Sample
{
    /// <summary>How many keys there are.</summary>
    public const int Keys = 150;

    public static CacheKey Key(int number) =>
        new("dev", "npm", "https://modules.example.com", string.Create(CultureInfo.InvariantCulture, $"/package/{number}"), []);

    /// <summary>A head that names the version of the body.</summary>
    public static ResponseHead Head(int version, DateTimeOffset time, int padding = 0)
    {
        var fields = FieldList.Of(("ETag", version.ToString(CultureInfo.InvariantCulture)), ("Padding", new string('p', padding)));
        return new ResponseHead(200, fields, time, time);
    }

    public static int VersionOf(StoredResponse response) =>
        int.Parse(response.Head.Fields["ETag"].ToString(), CultureInfo.InvariantCulture);

    /// <summary>The body of a version: mostly small, now and then several frames long.</summary>
    public static byte[] Body(int number, int version)
    {
        var random = new Random((number * 7919) + version);
        var body = new byte[random.Next(10) == 0 ? random.Next(300_000) : random.Next(20_000)];
        random.NextBytes(body);
        return body;
    }

    /// <summary>A draft of a version.</summary>
    public static EntryDraft Draft(int number, int version, DateTimeOffset time) =>
        new(Key(number), Head(version, time), [], ["tag-" + (number % 5).ToString(CultureInfo.InvariantCulture)], null, long.MaxValue);
}
