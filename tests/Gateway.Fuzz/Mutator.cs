using System.Globalization;
using System.Text;

namespace Gateway.Fuzz;

/// <summary>Changes inputs. The same random numbers make the same changes.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="pieces">What may be put in.</param>
internal sealed class Mutator(Random random, IReadOnlyList<string> pieces)
{
    /// <summary>Longer inputs only repeat themselves.</summary>
    private const int Longest = 4096;

    /// <summary>Most findings lie one to four changes away from something well formed.</summary>
    private const int MostChanges = 4;

    /// <summary>A changed input.</summary>
    /// <param name="input">What to change.</param>
    /// <param name="other">Another input, of which a part may be taken.</param>
    public string Mutate(string input, string other)
    {
        var changes = 1 + random.Next(MostChanges);
        for (var i = 0; i < changes; i++)
        {
            input = Change(input, other);
        }

        return input.Length <= Longest ? input : input[..Longest];
    }

    private string Change(string input, string other)
    {
        var at = random.Next(input.Length + 1);
        var end = Math.Min(input.Length, at + 1 + random.Next(8));
        return random.Next(9) switch
        {
            0 => input.Insert(at, pieces[random.Next(pieces.Count)]),
            1 => input.Remove(at, end - at),
            2 => input.Insert(at, input[at..end]),
            3 => string.Concat(input.AsSpan(0, at), other.AsSpan(random.Next(other.Length + 1))),
            4 => Replace(input, at, Octet()),
            5 => Replace(input, at, Escaped(input, at)),
            6 => Replace(input, at, Flipped(input, at)),
            7 => string.Concat(input.AsSpan(0, at), pieces[random.Next(pieces.Count)], input.AsSpan(end)),
            _ => input.Insert(at, random.Next().ToString(CultureInfo.InvariantCulture)),
        };
    }

    private static string Replace(string input, int at, string by) => at < input.Length ? input.Remove(at, 1).Insert(at, by) : input + by;

    private string Octet() => ((char)random.Next(256)).ToString();

    /// <summary>A character as a percent escape, in either case of its digits.</summary>
    private string Escaped(string input, int at)
    {
        var octet = (byte)(at < input.Length ? input[at] : '/');
        return random.Next(2) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"%{octet:x2}")
            : string.Create(CultureInfo.InvariantCulture, $"%{octet:X2}");
    }

    private string Flipped(string input, int at)
    {
        var letter = at < input.Length ? input[at] : 'a';
        var flipped = char.IsAsciiLetter(letter) ? letter ^ 0x20 : (letter ^ (1 << random.Next(8))) & 0xFF;
        return ((char)flipped).ToString();
    }

    /// <summary>An input as it can be written into a table of rows.</summary>
    public static string Shown(string input)
    {
        var text = new StringBuilder();
        foreach (var letter in input)
        {
            text.Append(letter switch
            {
                '\r' => @"\r",
                '\n' => @"\n",
                '\t' => @"\t",
                '\\' => @"\\",
                >= ' ' and <= '~' => letter.ToString(),
                _ => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)letter:x4}"),
            });
        }

        return text.ToString();
    }
}
