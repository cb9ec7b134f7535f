namespace Gateway.Telemetry;

/// <summary>Where it is written who was refused, and who changed what. Its lines follow no environment's level.</summary>
internal static class AuditCategory
{
    /// <summary>The name of the category.</summary>
    public const string Name = "Gateway.Audit";
}
