using System.Globalization;
using Gateway.HttpCache.Policy.Grammar;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9110 §5.6.7: dates.</summary>
public class HttpDateTests
{
    public static TheoryData<string, string, string?> Dates => new()
    {
        { "9110 5.6.7", "Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37" },
        { "9110 5.6.7", "Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37" },
        { "9110 5.6.7", "Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37" },
        { "9110 5.6.7", "Sun Nov 16 08:49:37 1994", "1994-11-16T08:49:37" },
        { "9110 5.6.7", "Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59" },
        { "9110 5.6.7", "Wed, 29 Feb 2023 23:59:59 GMT", null },
        { "9110 5.6.7", "Sun, 31 Nov 1994 08:49:37 GMT", null },
        { "9110 5.6.7", "Sun, 00 Nov 1994 08:49:37 GMT", null },
        { "9110 5.6.7", "Sun, 06 Nov 1994 24:00:00 GMT", null },
        { "9110 5.6.7", "Sun, 06 Nov 1994 08:60:00 GMT", null },
        { "9110 5.6.7", "Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59" },
        { "9110 5.6.7", "Sat, 31 Dec 2016 23:59:61 GMT", null },
        { "9110 5.6.7", "Sun, 06 Xyz 1994 08:49:37 GMT", null },
        { "9110 5.6.7", "Xyz, 06 Nov 1994 08:49:37 GMT", null },
        { "9110 5.6.7", "Mon, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37" },
        { "9110 5.6.7", "Sun, 06 Nov 0000 08:49:37 GMT", null },
        { "9110 5.6.7", "Sun, 06 Nov 1994 08:49:37", null },
        { "9110 5.6.7", "Sun, 06 Nov 1994 08:49:37 GMT+1", null },
        { "9110 5.6.7", "Sun, 6 Nov 1994 08:49:37 GMT", null },
        { "9110 5.6.7", "Sun, +6 Nov 1994 08:49:37 GMT", null },
        { "9110 5.6.7", "sun, 06 nov 1994 08:49:37 gmt", "1994-11-06T08:49:37" },
        { "9110 5.6.7", "Sun Nov 6 08:49:37 1994", null },
        { "9110 5.6.7", "Sunday, 06-Nov-1994 08:49:37 GMT", null },
        { "9110 5.6.7", "", null },
        { "9110 5.6.7", "0", null },
        { "9110 5.6.7", "1577836800", null },

        // Two-digit years: at most 50 years ahead of January 2026, else of the past.
        { "9110 5.6.7", "Monday, 05-Jan-26 12:00:00 GMT", "2026-01-05T12:00:00" },
        { "9110 5.6.7", "Monday, 05-Jan-76 12:00:00 GMT", "2076-01-05T12:00:00" },
        { "9110 5.6.7", "Monday, 05-Jan-76 12:00:01 GMT", "1976-01-05T12:00:01" },
        { "9110 5.6.7", "Monday, 05-Jan-77 12:00:00 GMT", "1977-01-05T12:00:00" },
        { "9110 5.6.7", "Friday, 31-Dec-99 23:59:59 GMT", "1999-12-31T23:59:59" },
        { "9110 5.6.7", "Saturday, 01-Jan-00 00:00:00 GMT", "2000-01-01T00:00:00" },
    };

    [Theory]
    [MemberData(nameof(Dates))]
    public void DateField_Read_IsOneOfThreeFormatsOrInvalid(string section, string value, string? expected)
    {
        Assert.NotEmpty(section);

        var valid = HttpDate.TryParse(value, Given.Now, out var date);

        Assert.Equal(expected, valid ? date.ToString("s", CultureInfo.InvariantCulture) : null);
    }

    [Fact]
    public void NearTheEndOfACentury_TwoDigitYear_MayLieInTheNext()
    {
        var now = new DateTimeOffset(2099, 6, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.True(HttpDate.TryParse("Thursday, 01-Jan-05 00:00:00 GMT", now, out var date));
        Assert.Equal(2105, date.Year);
    }
}
