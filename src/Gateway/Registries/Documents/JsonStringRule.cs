using System.Text.Json;

namespace Gateway.Registries.Documents;

/// <summary>
/// Which strings of a document are replaced, and by what: a state machine over property names. A state stands for a place in the
/// document; <see cref="Elsewhere"/> for every place below which nothing is of interest. Implementations hold no state of a document.
/// </summary>
internal abstract class JsonStringRule
{
    /// <summary>The state of a value that is left as it is, with all below it.</summary>
    public const int Elsewhere = -1;

    /// <summary>The state of the root value.</summary>
    public const int Root = 0;

    /// <summary>Whether the root must be an object.</summary>
    public abstract bool RootIsObject { get; }

    /// <summary>The state of the value of a property.</summary>
    /// <param name="state">The state of the object.</param>
    /// <param name="reader">
    /// Stands at the property name; compare with <see cref="Utf8JsonReader.ValueTextEquals(ReadOnlySpan{byte})"/>.
    /// </param>
    public abstract int OfProperty(int state, ref Utf8JsonReader reader);

    /// <summary>The state of the elements of an array in that state.</summary>
    public abstract int OfElements(int state);

    /// <summary>Whether a string in that state may be replaced.</summary>
    public abstract bool Selects(int state);

    /// <summary>The string that takes the place of a selected one; null leaves it as it is written.</summary>
    /// <param name="state">Its place.</param>
    /// <param name="value">The string, unescaped.</param>
    /// <exception cref="RegistryDocumentException">With such a string the document is not what it must be.</exception>
    public abstract string? Replace(int state, string value);

    /// <summary>A selected string is too long to be looked at, and left as it is written.</summary>
    /// <param name="state">Its place.</param>
    /// <exception cref="RegistryDocumentException">With such a string the document is not what it must be.</exception>
    public virtual void PassOver(int state)
    {
    }
}
