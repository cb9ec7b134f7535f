namespace Gateway.Registries;

/// <summary>What a request means, for the stages below; holds no reference to the connection, so a fetch may keep it.</summary>
/// <param name="Meaning">What the format read.</param>
/// <param name="PublicBase">Where the repository is seen from outside: scheme, host and mount, without a slash at the end.</param>
internal sealed record RequestMeaningFeature(RequestMeaning Meaning, string PublicBase);
