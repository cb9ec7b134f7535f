using Spectre.Console;

namespace Gateway.Cli;

/// <summary>Tells how far long work is, on a terminal and nowhere else: a pipe or a log gets nothing of it.</summary>
internal static class ProgressScreen
{
    /// <summary>Does the work under a bar.</summary>
    /// <param name="error">Where messages go; the bar goes there too, so that standard output stays clean.</param>
    /// <param name="what">What is being done.</param>
    /// <param name="total">How many steps there are.</param>
    /// <param name="work">The work; it is given what to call with the number of steps just done.</param>
    public static Task<T> RunAsync<T>(TextWriter error, string what, int total, Func<Action<int>, Task<T>> work)
    {
        if (!IsTerminal(error))
        {
            return work(_ => { });
        }

        return Console(error).Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(what), maxValue: total);
                return work(steps => task.Increment(steps));
            });
    }

    /// <summary>Does work whose length nobody knows.</summary>
    public static Task<T> RunAsync<T>(TextWriter error, string what, Func<Task<T>> work) =>
        IsTerminal(error) ? Console(error).Status().StartAsync(Markup.Escape(what), _ => work()) : work();

    private static bool IsTerminal(TextWriter error) =>
        ReferenceEquals(error, System.Console.Error) && !System.Console.IsErrorRedirected;

    private static IAnsiConsole Console(TextWriter error) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
}
