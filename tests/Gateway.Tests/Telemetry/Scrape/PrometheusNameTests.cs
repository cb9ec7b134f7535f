using Gateway.Telemetry.Scrape;
using Xunit;

namespace Gateway.Tests.Telemetry.Scrape;

public sealed class PrometheusNameTests
{
    public static TheoryData<string, string?, string, string> Names => new()
    {
        { "gateway.cache.requests", "{request}", nameof(FamilyKind.Counter), "gateway_cache_requests" },
        { "gateway.cache.bytes_served", "By", nameof(FamilyKind.Counter), "gateway_cache_bytes_served" },
        { "gateway.cache.size", "By", nameof(FamilyKind.Gauge), "gateway_cache_size_bytes" },
        { "gateway.cache.entries", "{entry}", nameof(FamilyKind.Gauge), "gateway_cache_entries" },
        { "gateway.upstream.duration", "s", nameof(FamilyKind.Histogram), "gateway_upstream_duration_seconds" },
        { "http.server.request.duration", "s", nameof(FamilyKind.Histogram), "http_server_request_duration_seconds" },
        { "gateway.certificate.expiry_seconds", "s", nameof(FamilyKind.Gauge), "gateway_certificate_expiry_seconds" },
        { "gateway.config.last_reload_successful", null, nameof(FamilyKind.Gauge), "gateway_config_last_reload_successful" },
        { "disk.use", "1", nameof(FamilyKind.Gauge), "disk_use_ratio" },
        { "tries", "1", nameof(FamilyKind.Counter), "tries" },
        { "tries.total", null, nameof(FamilyKind.Counter), "tries" },
        { "a--b..c", null, nameof(FamilyKind.Gauge), "a_b_c" },
        { "5xx", null, nameof(FamilyKind.Gauge), "_5xx" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Instrument_Named_IsAsPrometheusUsersExpect(string instrument, string? unit, string kind, string expected) =>
        Assert.Equal(expected, PrometheusName.OfFamily(instrument, unit, Enum.Parse<FamilyKind>(kind)));

    [Theory]
    [InlineData("text/plain", false)]
    [InlineData("*/*", false)]
    [InlineData("", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true)]
    [InlineData("application/openmetrics-text;q=0.4,text/plain;q=0.5", false)]
    [InlineData("application/openmetrics-text;q=0", false)]
    [InlineData("not a media type", false)]
    public void Accept_Read_ChoosesTheForm(string accept, bool isOpenMetrics) =>
        Assert.Equal(isOpenMetrics ? ScrapeForm.OpenMetrics : ScrapeForm.Prometheus, ScrapeForms.Choose([accept]));
}
