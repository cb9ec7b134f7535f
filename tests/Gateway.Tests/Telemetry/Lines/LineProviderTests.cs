using System.Text;
using Gateway.Telemetry.Lines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Telemetry.Lines;

public sealed class LineProviderTests : IDisposable
{
    private static readonly Action<ILogger, int, Exception?> Warn = LoggerMessage.Define<int>(LogLevel.Warning, 7, "said {Number}");
    private static readonly Action<ILogger, int, Exception?> Complain = LoggerMessage.Define<int>(LogLevel.Error, 8, "cried {Number}");

    private readonly MemoryStream _output = new();
    private readonly MemoryStream _errors = new();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Theory]
    [InlineData("gateway-text", " WARN  Gateway.Test: said 7\n")]
    [InlineData("gateway-json", "\"category\":\"Gateway.Test\",\"event\":7,\"message\":\"said 7\",\"values\":{\"Number\":7}}\n")]
    [InlineData("systemd", "<4>Gateway.Test[7] said 7\n")]
    [InlineData("nothing-has-this-name", "\"message\":\"said 7\",\"values\":{\"Number\":7}}\n")]
    public void FormatterIsChosenInTheSettings_LineIsWritten_HasItsForm(string formatter, string ending)
    {
        Say([new("FormatterName", formatter)], logger => Warn(logger, 7, null));

        Assert.EndsWith(ending, TextOf(_output), StringComparison.Ordinal);
    }

    [Fact]
    public void ThresholdOfStandardError_LinesOfTwoLevels_GoToTheirOutputs()
    {
        Say(
            [new("FormatterName", "systemd"), new("LogToStandardErrorThreshold", "Error")],
            logger =>
            {
                Warn(logger, 1, null);
                Complain(logger, 2, null);
            });

        Assert.Equal(("<4>Gateway.Test[7] said 1\n", "<3>Gateway.Test[8] cried 2\n"), (TextOf(_output), TextOf(_errors)));
    }

    [Fact]
    public void LevelOfTheConsoleAlone_LineBelowIt_IsNotWritten()
    {
        Say([new("LogLevel:Default", "Error")], logger => Warn(logger, 1, null));

        Assert.Equal("", TextOf(_output));
    }

    [Fact]
    public void ScopesAreAskedFor_LineWithinOne_HasIt()
    {
        Say(
            [new("FormatterName", "systemd"), new("FormatterOptions:IncludeScopes", "true")],
            logger =>
            {
                using (logger.BeginScope("within"))
                {
                    Warn(logger, 1, null);
                }
            });

        Assert.Equal("<4>Gateway.Test[7] => within said 1\n", TextOf(_output));
    }

    private static string TextOf(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());

    private void Say(IEnumerable<KeyValuePair<string, string?>> settings, Action<ILogger> say)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"Console:{setting.Key}", setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            logging.AddConfiguration(configuration);
            logging.AddConsoleLines(isDevelopment: false);
        });
        services.AddSingleton(_ => new LineQueue(length: 10, _output, _errors));
        using var provider = services.BuildServiceProvider();
        say(provider.GetRequiredService<ILoggerFactory>().CreateLogger("Gateway.Test"));
    }
}
