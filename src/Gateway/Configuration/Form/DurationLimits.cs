namespace Gateway.Configuration.Form;

/// <summary>The limits of durations, as texts because an attribute takes nothing else.</summary>
internal static class DurationLimits
{
    /// <summary>Off, where zero means off.</summary>
    public const string Zero = "00:00:00";

    /// <summary>The shortest time limit that a timer keeps.</summary>
    public const string Millisecond = "00:00:00.001";

    /// <summary>The shortest time between two looks at what others serve.</summary>
    public const string Second = "00:00:01";

    /// <summary>No client waits longer for one answer; a larger figure is a slip between days and hours.</summary>
    public const string Day = "1.00:00:00";

    /// <summary>Longer than anything is kept, and short enough to be added to any date.</summary>
    public const string TenYears = "3650.00:00:00";
}
