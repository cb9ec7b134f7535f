using System.Collections;
using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache;

/// <summary>An immutable list of field lines in the order received. Lookup is linear: a response has a dozen lines.</summary>
/// <param name="fields">The field lines.</param>
public sealed class FieldList(ImmutableArray<Field> fields) : IReadOnlyList<Field>, IFieldSource
{
    private readonly ImmutableArray<Field> _fields = fields.IsDefault ? [] : fields;

    /// <summary>The list without any field line.</summary>
    public static FieldList Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _fields.Length;

    /// <inheritdoc/>
    public Field this[int index] => _fields[index];

    /// <inheritdoc/>
    public StringValues this[string name]
    {
        get
        {
            var found = StringValues.Empty;
            foreach (var field in _fields)
            {
                if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    found = StringValues.Concat(found, field.Value);
                }
            }

            return found;
        }
    }

    /// <summary>Makes a list from pairs of name and value, in order.</summary>
    /// <param name="fields">The field lines.</param>
    public static FieldList Of(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var builder = ImmutableArray.CreateBuilder<Field>(fields.Length);
        foreach (var (name, value) in fields)
        {
            builder.Add(new Field(name, value));
        }

        return new FieldList(builder.MoveToImmutable());
    }

    /// <summary>Enumerates without allocating.</summary>
    public ImmutableArray<Field>.Enumerator GetEnumerator() => _fields.GetEnumerator();

    IEnumerator<Field> IEnumerable<Field>.GetEnumerator() => ((IEnumerable<Field>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)_fields).GetEnumerator();
}
