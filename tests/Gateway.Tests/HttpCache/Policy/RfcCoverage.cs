using System.Collections;
using System.Reflection;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>Counts the rows of RFC rules by section, so that a section that loses its rows is noticed.</summary>
public class RfcCoverage(ITestOutputHelper output)
{
    private static readonly string[] Sections =
    [
        "9111 1.2.2", "9111 2", "9111 3", "9111 3.1", "9111 3.2", "9111 3.3", "9111 3.4", "9111 3.5", "9111 4", "9111 4.1", "9111 4.2",
        "9111 4.2.1", "9111 4.2.2", "9111 4.2.3", "9111 4.2.4", "9111 4.3.1", "9111 4.3.2", "9111 4.3.3", "9111 4.3.4", "9111 4.3.5",
        "9111 4.4", "9111 5.1", "9111 5.2", "9111 5.2.1.1", "9111 5.2.1.2", "9111 5.2.1.3", "9111 5.2.1.4", "9111 5.2.1.5", "9111 5.2.1.6",
        "9111 5.2.1.7", "9111 5.2.2.1", "9111 5.2.2.2", "9111 5.2.2.3", "9111 5.2.2.4", "9111 5.2.2.5", "9111 5.2.2.7", "9111 5.2.2.8",
        "9111 5.2.2.9", "9111 5.2.2.10", "9111 5.2.3", "9111 5.3",
        "9111 5.4", "9111 7.3", "9110 5.6.7", "9110 8.8.2.2", "9110 8.8.3", "9110 8.8.3.2", "9110 12.5.1", "9110 12.5.3", "9110 12.5.4",
        "9110 13.1.2",
        "9110 13.1.3", "9110 13.1.5", "9110 13.2.1", "9110 13.2.2", "9110 14.1.2", "9110 14.2", "9110 14.4", "9110 15.4.5", "9110 15.5.17",
        "9211 2.1",
        "9211 2.2", "9211 2.3", "9213 2.1", "9213 2.2", "5861 3", "5861 4", "8246 2", "9651 4.2.2",
    ];

    [Fact]
    public void EverySection_Counted_HasRows()
    {
        var counts = Rows().CountBy(static section => section, StringComparer.Ordinal)
            .ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);

        foreach (var (section, count) in counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{section,-14} {count,4}");
        }

        output.WriteLine($"{"all",-14} {counts.Values.Sum(),4}");
        Assert.All(Sections, section => Assert.True(counts.ContainsKey(section), $"There is no row for {section}."));
    }

    private static IEnumerable<string> Rows() =>
        from type in typeof(RfcCoverage).Assembly.GetTypes()
        where string.Equals(type.Namespace, typeof(RfcCoverage).Namespace, StringComparison.Ordinal)
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Static)
        where typeof(IEnumerable).IsAssignableFrom(property.PropertyType)
        from row in ((IEnumerable)property.GetValue(null)!).OfType<ITheoryDataRow>()
        where row.GetData() is [string, ..]
        select (string)row.GetData()[0]!;
}
