using System.Globalization;

namespace Gateway.StoreTorture;

/// <summary>
/// A process of its own, because it is killed, or measured: a test runner cannot do that to itself. Commands:
/// <c>load DIR SEED</c> writes until it is killed; <c>fill DIR COUNT SIZE</c> stores entries; <c>start DIR COUNT</c> measures a start
/// over them; <c>hits DIR COUNT</c> measures hits of one hot entry; <c>large DIR BYTES</c> passes one large body through.
/// All but the first print one line of figures.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["load", var directory, var seed]:
                await Load.RunAsync(directory, Number(seed));
                return 0;
            case ["fill", var directory, var count, var size]:
                Console.WriteLine(await Figures.FillAsync(directory, Number(count), Number(size)));
                return 0;
            case ["start", var directory, var count]:
                Console.WriteLine(await Figures.StartAsync(directory, Number(count)));
                return 0;
            case ["hits", var directory, var count]:
                Console.WriteLine(await Figures.HitsAsync(directory, Number(count)));
                return 0;
            case ["large", var directory, var bytes]:
                Console.WriteLine(await Figures.LargeAsync(directory, long.Parse(bytes, CultureInfo.InvariantCulture)));
                return 0;
            default:
                await Console.Error.WriteLineAsync(
                    "load DIR SEED | fill DIR COUNT SIZE | start DIR COUNT | hits DIR COUNT | large DIR BYTES");
                return 2;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
