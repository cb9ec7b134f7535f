using Gateway.Configuration;

namespace Gateway.Registries.Generic;

/// <summary>
/// Plain HTTP: a path is only itself. The canonical target is the target as sent, for nobody knows which spellings the upstream takes
/// for one; double slashes and escaped slashes are content.
/// </summary>
internal sealed class GenericFormat : IRegistryFormat
{
    /// <inheritdoc/>
    public RepositoryFormat Format => RepositoryFormat.Generic;

    /// <inheritdoc/>
    public RequestMeaning Interpret(string method, string target)
    {
        var fault = RegistryTarget.Check(target);
        return fault != TargetFault.None
            ? RequestMeaning.Invalid(Format, method, target, fault)
            : new RequestMeaning
            {
                Format = Format,
                Kind = RequestKind.Resource,
                Action = RequestActions.Of(method),
                CacheClass = RequestActions.Retrieves(method) ? CacheClass.Upstream : CacheClass.Never,
                CanonicalTarget = target,
            };
    }
}
