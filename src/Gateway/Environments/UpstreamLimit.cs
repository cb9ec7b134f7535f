using System.Collections.Immutable;
using Gateway.Errors;

namespace Gateway.Environments;

/// <summary>
/// The upstreams that a request may be asked of, where its name is not for all of them. It belongs to the request and not to a context,
/// so it holds wherever the request is sent from: a fetch on its own, a revalidation behind a stale answer, a warming. Immutable.
/// </summary>
/// <param name="Upstreams">Those of the repository that may be asked, in their order; empty when none may.</param>
/// <param name="Channel">Where the name stands, for the metric: a word of a closed set.</param>
/// <param name="Refusal">What the client is told when none is left.</param>
/// <param name="RefusesAbsence">
/// Whether "not here" of the last one is the refusal too. A go client that hears 404 asks the next proxy of its list for the same name.
/// </param>
internal sealed record UpstreamLimit(ImmutableArray<string> Upstreams, string Channel, GatewayError Refusal, bool RefusesAbsence);
