using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gateway.Tests.HouseRules;

/// <summary>Log messages: source-generated, in one <c>Log.cs</c> to a feature, with ids from a block of a hundred of its own.</summary>
internal static class LogRule
{
    private const int Block = 100;

    public static IEnumerable<string> Violations(IEnumerable<SourceText> files)
    {
        var messages = files.SelectMany(Messages).ToList();
        var misplaced = messages
            .Where(message => !message.File.FileName.Equals("Log.cs", StringComparison.Ordinal))
            .Select(message => $"{message.At}: a log message belongs into the feature's Log.cs");
        var unnumbered = messages.Where(message => message.Id is null).Select(message => $"{message.At}: the event has no id");
        var doubled = messages
            .Where(message => message.Id is not null)
            .GroupBy(message => message.Id)
            .Where(group => group.Count() > 1)
            .Select(group => $"event id {group.Key} is used twice: {string.Join(", ", group.Select(message => message.At))}");
        return [.. misplaced, .. unnumbered, .. doubled, .. SharedBlocks(messages)];
    }

    private static IEnumerable<string> SharedBlocks(IReadOnlyList<Message> messages)
    {
        foreach (var file in messages.Where(message => message.Id is not null).GroupBy(message => message.File))
        {
            var blocks = file.Select(message => message.Id!.Value / Block).Distinct().Order().ToList();
            if (blocks.Count > 1)
            {
                yield return $"{file.Key.Path}: its ids lie in {blocks.Count} blocks of a hundred ({string.Join(", ", blocks)}xx)";
            }
        }

        foreach (var block in messages.Where(message => message.Id is not null).GroupBy(message => message.Id!.Value / Block))
        {
            var paths = block.Select(message => message.File.Path).Distinct(StringComparer.Ordinal).ToList();
            if (paths.Count > 1)
            {
                yield return $"the event ids {block.Key}xx are shared by {string.Join(" and ", paths)}";
            }
        }
    }

    private static IEnumerable<Message> Messages(SourceText file) =>
        file.Syntax.DescendantNodes()
            .OfType<AttributeSyntax>()
            .Where(attribute => attribute.Name.ToString() is "LoggerMessage" or "LoggerMessageAttribute")
            .Select(attribute => new Message(file, file.At(attribute), IdOf(attribute)));

    /// <summary>The id: a named <c>EventId</c>, or the first argument when it is a number.</summary>
    private static int? IdOf(AttributeSyntax attribute)
    {
        var arguments = attribute.ArgumentList?.Arguments ?? [];
        var named = arguments.FirstOrDefault(argument =>
            string.Equals(argument.NameEquals?.Name.Identifier.Text, "EventId", StringComparison.Ordinal)
            || string.Equals(argument.NameColon?.Name.Identifier.Text, "eventId", StringComparison.Ordinal));
        var text = (named ?? arguments.FirstOrDefault())?.Expression.ToString();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private sealed record Message(SourceText File, string At, int? Id);
}
