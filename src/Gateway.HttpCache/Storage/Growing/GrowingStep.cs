namespace Gateway.HttpCache.Storage.Growing;

/// <summary>What a reader of a growing body does next.</summary>
/// <param name="Count">How many bytes were copied, or may be read from the spool.</param>
/// <param name="Spool">Where to read them, or null.</param>
/// <param name="Arrival">Completes when there is more to read, or null when there is.</param>
internal readonly record struct GrowingStep(int Count, ISpool? Spool, Task? Arrival)
{
    public static GrowingStep Copied(int count) => new(count, null, null);

    public static GrowingStep Spooled(ISpool spool, int count) => new(count, spool, null);

    public static GrowingStep Wait(Task arrival) => new(0, null, arrival);
}
