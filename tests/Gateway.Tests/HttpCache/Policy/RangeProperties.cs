using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Ranges;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>What holds of ranges whatever is asked for.</summary>
public class RangeProperties
{
    private const string Body = "0123456789abcdefghijklmnopqrstuvwxyz";

    [Fact]
    public void AnyRanges_Answered_AreWithinTheBodyAndDoNotOverlap() => Any.Check(
        Prop.ForAll(Specifiers().ToArbitrary(), Gen.Choose(0, Body.Length).ToArbitrary(), static (specifiers, length) =>
        {
            var request = Given.Request("GET | Range: bytes=" + string.Join(',', specifiers));
            var ranges = RangeSelection.Of(request, Given.Stored("200", length: length), length, Given.Now).Ranges;
            return ranges.All(range => range.First >= 0 && range.First <= range.Last && range.Last < length)
                && ranges.Sum(static range => range.Length) <= length
                && ranges.All(range => ranges.Count(other => range.Overlaps(other)) == 1);
        }),
        cases: 2000);

    [Fact]
    public void OneRange_Answered_IsTheSliceOfTheBody() => Any.Check(Prop.ForAll(
        Gen.Choose(0, Body.Length - 1).ToArbitrary(), Gen.Choose(0, 50).ToArbitrary(),
        static (first, more) =>
        {
            var request = Given.Request($"GET | Range: bytes={first}-{first + more}");
            var stored = Given.Stored("200", length: Body.Length);
            var answer = CachePolicy.PartialContent(request, stored, CachePolicy.DecideAnswer(request, stored, Given.Now), "B");
            var piece = Assert.Single(answer.Pieces);
            var expected = Body[first..Math.Min(first + more + 1, Body.Length)];
            return string.Equals(expected, Body.Substring((int)piece.Offset, (int)piece.Length), StringComparison.Ordinal)
                && answer.ContentLength == expected.Length;
        }));

    [Fact]
    public void AnyTwoParts_Combined_AreTheSliceFromFirstToLast() => Any.Check(
        Prop.ForAll(PartGen().ToArbitrary(), PartGen().ToArbitrary(), static (mine, theirs) =>
        {
            var verdict = CachePolicy.DecideCombination(
                Given.Request("GET"),
                Given.Stored($"206 | ETag: \"a\" | Content-Range: {mine}", length: mine.Length),
                Given.Response($"206 | ETag: \"a\" | Content-Range: {theirs}"),
                CachePolicyOptions.Default);
            var touching = theirs.First <= mine.Last + 1 && mine.First <= theirs.Last + 1;
            return verdict switch
            {
                CombineVerdict.Whole whole => touching
                    && string.Equals(Assemble(whole.Pieces, mine, theirs), Body, StringComparison.Ordinal),
                CombineVerdict.Part part => touching && string.Equals(
                    Assemble(part.Pieces, mine, theirs), Slice(part.Head.Facts.Range!.Value), StringComparison.Ordinal),
                CombineVerdict.Refuse { Reason: CombineRefusal.Gap } => !touching,
                _ => false,
            };
        }),
        cases: 2000);

    private static Gen<IList<string>> Specifiers()
    {
        var number = Gen.Choose(0, 40);
        return Gen.OneOf(
            number.Zip(number).Select(static pair => $"{Math.Min(pair.Item1, pair.Item2)}-{Math.Max(pair.Item1, pair.Item2)}"),
            number.Select(static first => $"{first}-"),
            number.Select(static suffix => $"-{suffix}")).NonEmptyListOf().Select(static list => (IList<string>)[.. list]);
    }

    private static Gen<ContentRange> PartGen() =>
        Gen.Choose(0, Body.Length - 1).Zip(Gen.Choose(0, Body.Length - 1)).Select(static pair =>
            new ContentRange(Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2), Body.Length));

    private static string Slice(ContentRange range) => Body[(int)range.First..(int)(range.Last + 1)];

    private static string Assemble(IEnumerable<CombinePiece> pieces, ContentRange mine, ContentRange theirs)
    {
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            text.Append(Slice(piece.FromStored ? mine : theirs), (int)piece.Offset, (int)piece.Length);
        }

        return text.ToString();
    }
}
