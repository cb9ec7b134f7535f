using Gateway.Admin.Dashboard;
using Gateway.Admin.Dashboard.Charts;
using Xunit;

namespace Gateway.Tests.Admin.Dashboard;

public sealed class PlotTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0.03, 0.03)]
    [InlineData(1, 1)]
    [InlineData(37, 40)]
    [InlineData(190, 200)]
    [InlineData(501, 600)]
    [InlineData(999, 1000)]
    public void Largest_RoundedUp_IsARoundNumber(double value, double expected) =>
        Assert.Equal(expected, Plot.Ceiling(value), precision: 9);

    [Fact]
    public void Line_WithAGap_IsBroken() =>
        Assert.Equal("M10 100 h0 L30 50 M70 0 h0 L90 0", Plot.Line([0, 5, double.NaN, 10, 20], width: 100, height: 100, top: 10));

    [Fact]
    public void Values_NoneThere_DrawNothing() => Assert.Equal("", Plot.Line([double.NaN], 100, 100, 1));

    [Theory]
    [InlineData(950, "950")]
    [InlineData(12_345, "12.3k")]
    [InlineData(4e6, "4M")]
    public void Count_Shown_HasThreeDigits(double value, string expected) => Assert.Equal(expected, Figures.Count(value));

    [Theory]
    [InlineData(21, "21 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(10L << 30, "10 GiB")]
    public void Bytes_Shown_HaveAUnit(double value, string expected) => Assert.Equal(expected, Figures.Bytes(value));

    [Theory]
    [InlineData(0.294, "0.29 ms")]
    [InlineData(1500.0, "1.5 s")]
    [InlineData(null, "–")]
    public void Duration_Shown_HasAUnit(double? value, string expected) => Assert.Equal(expected, Figures.Milliseconds(value));
}
