using System.Globalization;
using System.Text;

namespace Gateway.Admin.Dashboard.Charts;

/// <summary>Turns values into the coordinates of an SVG drawing. Pure.</summary>
internal static class Plot
{
    /// <summary>A value that is a top itself must not miss it by the last digit of a division.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>What the top of a chart may be, times a power of ten: half of each is a figure that reads well, too.</summary>
    private static readonly double[] Tops = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

    /// <summary>The next round number at or above a value; 1 for nothing.</summary>
    public static double Ceiling(double value)
    {
        if (!(value > 0))
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * Array.Find(Tops, top => value / power <= top + Tolerance);
    }

    /// <summary>The largest of some values, those that are not there (NaN) left out; 0 for none.</summary>
    public static double Most(IEnumerable<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(0).Max();

    /// <summary>The points of a line, as the attribute <c>d</c> of a path; a value that is not there breaks it.</summary>
    public static string Line(IReadOnlyList<double> values, double width, double height, double top)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        for (var i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                isDrawing = false;
                continue;
            }

            // A line of round ends shows a lone value as a dot.
            path.Append(isDrawing ? " L" : " M").Append(At(X(i, values.Count, width), Y(values[i], height, top)));
            if (!isDrawing)
            {
                path.Append(" h0");
            }

            isDrawing = true;
        }

        return path.ToString().TrimStart();
    }

    /// <summary>Where a value stands from left to right: in the middle of its column, under the bars of the same minute.</summary>
    public static double X(int index, int count, double width) => width * (index + 0.5) / count;

    /// <summary>Where a value stands from top to bottom.</summary>
    public static double Y(double value, double height, double top) => height - (height * Math.Clamp(value / top, 0, 1));

    /// <summary>A number as SVG takes it.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    private static string At(double x, double y) => $"{Number(x)} {Number(y)}";
}
