using System.Globalization;
using Spectre.Console;

namespace Gateway.Cli;

/// <summary>Tells how far long work is, on a terminal and nowhere else: a pipe or a log gets nothing of it.</summary>
internal static class ProgressScreen
{
    /// <summary>Whether anything is shown there.</summary>
    /// <param name="error">Where messages go.</param>
    public static bool IsShownOn(TextWriter error) =>
        ReferenceEquals(error, System.Console.Error) && !System.Console.IsErrorRedirected;

    /// <summary>Does the work under a bar.</summary>
    /// <param name="error">Where messages go; the bar goes there too, so that standard output stays clean.</param>
    /// <param name="what">What is being done.</param>
    /// <param name="total">How many steps there are; null when nobody knows: then the steps done are counted.</param>
    /// <param name="work">The work; it is given what to call with the number of steps just done.</param>
    public static Task<T> RunAsync<T>(TextWriter error, string what, int? total, Func<Action<int>, Task<T>> work)
    {
        if (!IsShownOn(error))
        {
            return work(_ => { });
        }

        ProgressColumn[] columns = total is null
            ? [new SpinnerColumn(), new TaskDescriptionColumn()]
            : [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()];
        return Console(error).Progress().AutoClear(true).Columns(columns).StartAsync(context =>
        {
            var task = context.AddTask(Markup.Escape(what), maxValue: total ?? double.MaxValue);
            return work(steps =>
            {
                task.Increment(steps);
                if (total is null)
                {
                    task.Description = string.Create(CultureInfo.InvariantCulture, $"{Markup.Escape(what)}: {task.Value:0}");
                }
            });
        });
    }

    private static IAnsiConsole Console(TextWriter error) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
}
